/*---
description: A row's part of the sum over all rows of the result; NULL when that sum is 0
params:
  value: {type: DOUBLE, meaning: what is summed}
returns: {type: DOUBLE, unit: share}
examples:
  - SELECT origin, share_of_total(count(*)) AS share FROM flights GROUP BY origin
tests:
  - name: parts add up to 1
    given: {t: [{k: a, v: 1}, {k: b, v: 3}]}
    call: SELECT k, share_of_total(v) AS s FROM t
    expect: [{k: a, s: 0.25}, {k: b, s: 0.75}]
  - name: over groups
    given: {t: [{k: a}, {k: a}, {k: a}, {k: b}]}
    call: SELECT k, share_of_total(count(*)) AS s FROM t GROUP BY k
    expect: [{k: a, s: 0.75}, {k: b, s: 0.25}]
  - {name: a sum of 0, given: {t: [{v: 0}]}, call: SELECT share_of_total(v) AS s FROM t, expect: [{s: null}]}
---*/
CREATE MACRO share_of_total(value) AS
  safe_divide(value, sum(value) OVER ());
