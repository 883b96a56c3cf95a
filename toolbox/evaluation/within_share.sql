/*---
description: Part of the predictions that are off by the bound or less
params:
  actual: {type: DOUBLE, meaning: what happened}
  predicted: {type: DOUBLE, meaning: "what was said, in the same unit"}
  bound: {type: DOUBLE, meaning: "largest error that counts as right, in the same unit"}
returns: {type: DOUBLE, unit: share}
examples:
  - SELECT within_share(delay, predicted, 15) FROM predictions
tests:
  - {name: the bound itself is within, given: {t: [{a: 10, p: 25}, {a: 10, p: 26}]}, call: "SELECT within_share(a, p, 15) AS s FROM t", expect: [{s: 0.5}]}
  - {name: rows without a prediction do not count, given: {t: [{a: 1, p: 1}, {a: 1, p: null}]}, call: "SELECT within_share(a, p, 0) AS s FROM t", expect: [{s: 1}]}
---*/
CREATE MACRO within_share(actual, predicted, bound) AS
  avg((abs(actual - predicted) <= bound)::INTEGER);
