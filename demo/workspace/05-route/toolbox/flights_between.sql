/*---
description: Flights from one day up to and without another, whatever hour they leave
params: {first: {type: DATE, meaning: first day}, until: {type: DATE, meaning: day after the last}}
returns: {meaning: rows of flights}
examples: ["SELECT count(*) FROM flights_between(DATE '2001-06-01', DATE '2001-06-08')"]
tests:
  - name: the first day is in, the last is out
    given:
      flights:
        columns: {date: TIMESTAMP, delay: INTEGER}
        rows: [{date: 2001-05-31 23:59:00, delay: 1}, {date: 2001-06-01 00:00:00, delay: 2}, {date: 2001-06-01 23:59:00, delay: 3}, {date: 2001-06-02 00:00:00, delay: 4}]
    call: SELECT delay FROM flights_between(DATE '2001-06-01', DATE '2001-06-02')
    expect: [{delay: 2}, {delay: 3}]
---*/
CREATE MACRO flights_between(first, until) AS TABLE
  SELECT * FROM flights WHERE date >= first AND date < until;
