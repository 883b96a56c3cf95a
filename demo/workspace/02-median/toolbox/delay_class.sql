/*---
description: An arrival delay in words, by the bounds that the timetable office uses
params: {delay: {type: INTEGER, unit: min, meaning: arrival delay}}
returns: {type: VARCHAR, meaning: 'early, on time, late or very late'}
examples: ["SELECT delay_class(delay) AS class, count(*) AS flights FROM flights GROUP BY ALL ORDER BY ALL"]
tests:
  - name: each bound
    given: {t: [{d: -5}, {d: -1}, {d: 15}, {d: 16}, {d: 60}, {d: 61}]}
    call: SELECT delay_class(d) AS c FROM t ORDER BY d
    expect: [{c: early}, {c: on time}, {c: on time}, {c: late}, {c: late}, {c: very late}]
  - {name: unknown stays unknown, call: SELECT delay_class(NULL) AS c, expect: [{c: null}]}
---*/
CREATE MACRO delay_class(delay) AS CASE
  WHEN delay <= -5 THEN 'early'
  WHEN delay <= 15 THEN 'on time'
  WHEN delay <= 60 THEN 'late'
  WHEN delay > 60 THEN 'very late'
END;
