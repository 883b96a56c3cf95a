/*---
description: Airports where flights are late most often, ranked by what is sure (the lower end of the 95 % interval)
params:
  least: {type: INTEGER, default: 100, unit: flights, meaning: airports with fewer departures are left out}
---*/
SELECT
  f.origin,
  a.city,
  count(*) AS flights,
  round(100 * late_share(f.delay), 1) AS late_percent,
  round(100 * wilson_low(count_if(f.delay > 15), count(*)), 1) AS at_least_percent,
  round(100 * wilson_high(count_if(f.delay > 15), count(*)), 1) AS at_most_percent
FROM flights AS f
LEFT JOIN airports AS a ON a.iata = f.origin
GROUP BY ALL
HAVING count(*) >= $least
ORDER BY at_least_percent DESC
LIMIT 30;
