/*---
description: Every flight with its hour and the place of its departure, for charts and maps
params:
  most: {type: INTEGER, default: 180, unit: min, meaning: later flights are left out}
---*/
SELECT
  f.date,
  hour_of_day(f.date) AS hour,
  f.delay,
  f.distance,
  f.origin,
  a.state,
  a.longitude,
  a.latitude
FROM flights AS f
JOIN airports AS a ON a.iata = f.origin
WHERE f.delay BETWEEN -60 AND $most;
