/*---
description: Lower edge of the bucket of equal width that a number falls into; an edge belongs to the bucket it opens
params:
  value: {type: DOUBLE, meaning: what is counted into buckets}
  width: {type: DOUBLE, meaning: "width of a bucket, in the unit of the value, above 0"}
  origin: {type: DOUBLE, default: 0, meaning: where one of the edges lies}
returns: {type: DOUBLE, unit: unit of the value}
examples:
  - SELECT bucket(delay, 15) AS from_minute, count(*) AS flights FROM flights GROUP BY ALL ORDER BY ALL
tests:
  - name: edges open their bucket, negatives go down
    given: {t: [{v: 0}, {v: 14.9}, {v: 15}, {v: -0.1}]}
    call: SELECT v, bucket(v, 15) AS b FROM t
    expect: [{v: 0, b: 0}, {v: 14.9, b: 0}, {v: 15, b: 15}, {v: -0.1, b: -15}]
  - {name: moved origin, call: "SELECT bucket(12, 10, origin := 5) AS b", expect: [{b: 5}]}
  - {name: integers, call: "SELECT bucket(7, 2) AS b", expect: [{b: 6}]}
---*/
CREATE MACRO bucket(value, width, origin := 0) AS
  floor((value - origin)::DOUBLE / width) * width + origin;
