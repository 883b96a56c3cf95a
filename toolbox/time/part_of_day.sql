/*---
description: Night, morning, afternoon or evening of a timestamp, each of six hours
params:
  moment: {type: TIMESTAMP, meaning: a time in the zone that the words are meant in}
returns: {type: VARCHAR}
examples:
  - SELECT part_of_day(date) AS part, avg(delay) AS delay FROM flights GROUP BY ALL
tests:
  - name: each part begins on its hour
    given: {t: {columns: {m: TIMESTAMP}, rows: [{m: 2001-06-01 05:59:59}, {m: 2001-06-01 06:00:00}, {m: 2001-06-01 12:00:00}, {m: 2001-06-01 18:00:00}]}}
    call: SELECT part_of_day(m) AS p FROM t ORDER BY m
    expect: [{p: night}, {p: morning}, {p: afternoon}, {p: evening}]
---*/
CREATE MACRO part_of_day(moment) AS
  ['night', 'morning', 'afternoon', 'evening'][(date_part('hour', moment) // 6 + 1)::INTEGER];
