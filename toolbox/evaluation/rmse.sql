/*---
description: Root of the mean squared error of predictions; large errors weigh more than in mae
params:
  actual: {type: DOUBLE, meaning: what happened}
  predicted: {type: DOUBLE, meaning: "what was said, in the same unit"}
returns: {type: DOUBLE, unit: unit of the values}
examples:
  - SELECT rmse(delay, predicted) FROM predictions
tests:
  - {name: squares, given: {t: [{a: 10, p: 7}, {a: 10, p: 14}]}, call: "SELECT rmse(a, p) AS e FROM t", expect: [{e: 3.5355339}], tolerance: 1e-7}
  - {name: integers do not overflow, given: {t: [{a: 100000, p: 0}]}, call: "SELECT rmse(a, p) AS e FROM t", expect: [{e: 100000}]}
---*/
CREATE MACRO rmse(actual, predicted) AS
  sqrt(avg(pow((actual - predicted)::DOUBLE, 2)));
