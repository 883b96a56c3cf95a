/*---
description: Monday of the week that a day or timestamp falls into (ISO 8601)
params:
  moment: {type: TIMESTAMP, meaning: a DATE or a TIMESTAMP in UTC}
returns: {type: DATE}
examples:
  - SELECT week_start(date) AS week, avg(delay) AS delay FROM flights GROUP BY ALL ORDER BY ALL
tests:
  - name: Sunday belongs to the Monday before
    given: {t: {columns: {d: DATE}, rows: [{d: 2001-06-03}, {d: 2001-06-04}, {d: 2001-06-10}]}}
    call: SELECT d, week_start(d) AS w FROM t
    expect: [{d: 2001-06-03, w: 2001-05-28}, {d: 2001-06-04, w: 2001-06-04}, {d: 2001-06-10, w: 2001-06-04}]
  - {name: over the turn of a year, call: "SELECT week_start(TIMESTAMP '2002-01-01 23:59:59') AS w", expect: [{w: 2001-12-31}]}
---*/
CREATE MACRO week_start(moment) AS
  date_trunc('week', moment)::DATE;
