/*---
description: A value kept between two bounds; a bound that is NULL does not bind
params:
  value: {type: DOUBLE, meaning: what is bounded}
  low: {meaning: "least result, in the unit of the value"}
  high: {meaning: "largest result, in the unit of the value"}
returns: {unit: unit of the value}
examples:
  - SELECT clip(delay, -60, 180) AS delay FROM flights
tests:
  - name: inside, below, above and on the bounds
    given: {t: [{v: 5}, {v: -5}, {v: 15}, {v: 0}, {v: 10}]}
    call: SELECT v, clip(v, 0, 10) AS c FROM t
    expect: [{v: 5, c: 5}, {v: -5, c: 0}, {v: 15, c: 10}, {v: 0, c: 0}, {v: 10, c: 10}]
  - {name: open at one side, call: "SELECT clip(99, 0, NULL) AS a, clip(-99, NULL, 10) AS b", expect: [{a: 99, b: -99}]}
  - {name: NULL stays NULL, call: "SELECT clip(NULL, 0, 10) AS c", expect: [{c: null}]}
---*/
CREATE MACRO clip(value, low, high) AS
  CASE WHEN value < low THEN low WHEN value > high THEN high ELSE value END;
