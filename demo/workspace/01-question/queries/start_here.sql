/*---
description: 'Flights, mean and median delay by month. Change line 6 to `destination` and press Ctrl+Enter'
---*/
-- What is in the lake? Run this, then choose another snapshot in "At" and run it again.
SELECT
  strftime(date, '%Y-%m') AS month,
  count(*) AS flights,
  round(avg(delay), 1) AS mean_delay_min,
  median(delay) AS median_delay_min
FROM flights
GROUP BY ALL
ORDER BY ALL;
