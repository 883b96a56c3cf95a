/*---
description: Share of flights that are late by more than a bound
params: {delay: {type: INTEGER, unit: min, meaning: arrival delay}, bound: {type: INTEGER, unit: min, default: 15, meaning: latest delay that is still on time}}
returns: {type: DOUBLE, unit: share}
examples: ["SELECT origin, late_share(delay) AS late FROM flights GROUP BY origin ORDER BY late DESC"]
tests:
  - name: the bound itself is not late
    given: {t: [{d: 15}, {d: 16}]}
    call: SELECT late_share(d) AS s FROM t
    expect: [{s: 0.5}]
  - name: another bound
    given: {t: [{d: 15}, {d: 61}, {d: -3}, {d: 90}]}
    call: "SELECT late_share(d, bound := 60) AS s FROM t"
    expect: [{s: 0.5}]
  - {name: no rows, given: {t: {columns: {d: INTEGER}, rows: []}}, call: SELECT late_share(d) AS s FROM t, expect: [{s: null}]}
---*/
CREATE MACRO late_share(delay, bound := 15) AS avg((delay > bound)::INT);
