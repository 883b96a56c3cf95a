/*---
description: Quotient of two numbers, NULL where the divisor is 0 instead of an error or infinity
params:
  numerator: {type: DOUBLE, meaning: what is divided}
  denominator: {type: DOUBLE, meaning: by what; 0 gives NULL}
returns: {type: DOUBLE, unit: unit of numerator per unit of denominator}
examples:
  - SELECT safe_divide(clicks, views) AS click_rate FROM daily
tests:
  - {name: divides, call: "SELECT safe_divide(1, 4) AS q", expect: [{q: 0.25}]}
  - {name: integers do not truncate, call: "SELECT safe_divide(3, 2) AS q", expect: [{q: 1.5}]}
  - {name: zero gives NULL, call: "SELECT safe_divide(1, 0) AS q", expect: [{q: null}]}
  - {name: NULL stays NULL, call: "SELECT safe_divide(NULL, 2) AS q, safe_divide(1, NULL) AS r", expect: [{q: null, r: null}]}
---*/
CREATE MACRO safe_divide(numerator, denominator) AS
  numerator::DOUBLE / nullif(denominator, 0);
