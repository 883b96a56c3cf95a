/*---
description: Part of the rows in which a value is missing
params:
  value: {meaning: column or expression that may be NULL}
returns: {type: DOUBLE, unit: share}
examples:
  - SELECT null_share(speed_knots) AS missing FROM birdstrikes
tests:
  - {name: half, given: {t: [{v: 1}, {v: null}]}, call: SELECT null_share(v) AS s FROM t, expect: [{s: 0.5}]}
  - {name: an empty text is a value, given: {t: [{v: ''}]}, call: SELECT null_share(v) AS s FROM t, expect: [{s: 0}]}
  - {name: no rows, given: {t: {columns: {v: INTEGER}, rows: []}}, call: SELECT null_share(v) AS s FROM t, expect: [{s: null}]}
---*/
CREATE MACRO null_share(value) AS
  avg((value IS NULL)::INTEGER);
