/*---
description: A value with the tails of its column cut off at the given share on either side; the rows stay
params:
  value: {type: DOUBLE, meaning: column whose tails are cut}
  share: {type: DOUBLE, unit: share, default: 0.01, meaning: "part of the rows beyond each cut, a constant below 0.5"}
returns: {type: DOUBLE, unit: unit of the value}
examples:
  - SELECT avg(delay) AS delay FROM (SELECT winsorise(delay, share := 0.05) AS delay FROM flights)
tests:
  - name: outliers come to the quantiles
    given: {t: [{v: 0}, {v: 1}, {v: 2}, {v: 3}, {v: 100}]}
    call: SELECT winsorise(v, share := 0.25) AS w FROM t
    expect: [{w: 1}, {w: 1}, {w: 2}, {w: 3}, {w: 3}]
  - name: NULL stays NULL
    given: {t: [{v: 1}, {v: null}]}
    call: SELECT winsorise(v) AS w FROM t
    expect: [{w: 1}, {w: null}]
---*/
CREATE MACRO winsorise(value, share := 0.01) AS
  clip(value::DOUBLE, quantile_cont(value::DOUBLE, share) OVER (), quantile_cont(value::DOUBLE, 1 - share) OVER ());
