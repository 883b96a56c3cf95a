/*---
description: Population stability index of two distributions, a row a bucket; above 0.2 is usually called a real shift
params:
  expected: {type: DOUBLE, unit: share, meaning: part of the reference in the row's bucket}
  actual: {type: DOUBLE, unit: share, meaning: part of what is judged in the row's bucket}
  least: {type: DOUBLE, unit: share, default: 0.0001, meaning: "taken for smaller parts, so that an empty bucket does not make it infinite"}
returns: {type: DOUBLE}
examples:
  - SELECT psi(may.share, june.share) AS shift FROM may FULL JOIN june USING (from_minute)
tests:
  - {name: equal distributions, given: {t: [{e: 0.5, a: 0.5}, {e: 0.5, a: 0.5}]}, call: "SELECT psi(e, a) AS p FROM t", expect: [{p: 0}]}
  - {name: a shift, given: {t: [{e: 0.5, a: 0.6}, {e: 0.5, a: 0.4}]}, call: "SELECT psi(e, a) AS p FROM t", expect: [{p: 0.0405465}], tolerance: 1e-6}
  - {name: a bucket that is missing is finite, given: {t: [{e: 1.0, a: 0.9}, {e: null, a: 0.1}]}, call: "SELECT psi(e, a) BETWEEN 0.6 AND 0.8 AS finite FROM t", expect: [{finite: true}]}
---*/
CREATE MACRO psi(expected, actual, least := 0.0001) AS
  sum((greatest(actual, least)::DOUBLE - greatest(expected, least)::DOUBLE)
    * ln(greatest(actual, least)::DOUBLE / greatest(expected, least)::DOUBLE));
