/*---
description: Mean absolute error of predictions, over the rows that have both values
params:
  actual: {type: DOUBLE, meaning: what happened}
  predicted: {type: DOUBLE, meaning: "what was said, in the same unit"}
returns: {type: DOUBLE, unit: unit of the values}
examples:
  - SELECT mae(delay, predicted) FROM predictions
tests:
  - {name: both directions count, given: {t: [{a: 10, p: 7}, {a: 10, p: 15}]}, call: "SELECT mae(a, p) AS e FROM t", expect: [{e: 4}]}
  - {name: rows without a prediction do not, given: {t: [{a: 10, p: 8}, {a: 10, p: null}]}, call: "SELECT mae(a, p) AS e FROM t", expect: [{e: 2}]}
---*/
CREATE MACRO mae(actual, predicted) AS
  avg(abs(actual - predicted));
