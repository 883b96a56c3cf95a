/*---
description: Hour of a timestamp, as the predictors group by it
params: {moment: {type: TIMESTAMP, meaning: scheduled departure in local time}}
returns: {type: BIGINT, unit: hour, meaning: 0 to 23}
examples: ["SELECT hour_of_day(date) AS hour, count(*) AS flights FROM flights GROUP BY ALL ORDER BY ALL"]
tests:
  - name: edges of the day
    given: {t: {columns: {m: TIMESTAMP}, rows: [{m: 2001-06-01 00:00:00}, {m: 2001-06-01 00:59:59}, {m: 2001-06-01 23:59:00}]}}
    call: SELECT hour_of_day(m) AS h FROM t
    expect: [{h: 0}, {h: 0}, {h: 23}]
---*/
CREATE MACRO hour_of_day(moment) AS date_part('hour', moment);
