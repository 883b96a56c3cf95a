/*---
description: Flights by delay in steps of a few minutes, the far tails gathered at the ends
params:
  step: {type: INTEGER, default: 10, unit: min, meaning: width of a bar}
---*/
SELECT
  bucket(clip(delay, -60, 180), $step) AS from_min,
  count(*) AS flights,
  round(100 * share_of_total(count(*)), 2) AS percent
FROM flights
GROUP BY ALL
ORDER BY from_min;
