/*---
description: Mean of values by their weights, over the rows that have both; NULL when the weights add up to 0
params:
  value: {type: DOUBLE, meaning: what is averaged}
  weight: {type: DOUBLE, meaning: "how much a row counts, 0 or more"}
returns: {type: DOUBLE, unit: unit of the value}
examples:
  - SELECT origin, weighted_mean(mean_delay, flights) AS delay FROM by_day GROUP BY origin
tests:
  - {name: weighs, given: {t: [{v: 1, w: 3}, {v: 5, w: 1}]}, call: "SELECT weighted_mean(v, w) AS m FROM t", expect: [{m: 2}]}
  - name: rows without value or weight do not count
    given: {t: [{v: 1, w: 1}, {v: null, w: 9}, {v: 9, w: null}]}
    call: SELECT weighted_mean(v, w) AS m FROM t
    expect: [{m: 1}]
  - {name: no weight at all, given: {t: [{v: 1, w: 0}]}, call: "SELECT weighted_mean(v, w) AS m FROM t", expect: [{m: null}]}
---*/
CREATE MACRO weighted_mean(value, weight) AS
  safe_divide(sum(value * weight), sum(weight) FILTER (WHERE value IS NOT NULL));
