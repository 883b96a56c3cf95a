/*---
description: How delays are spread over the hours of the day; the median stays near 0 while the slow tenth grows
---*/
SELECT
  date_part('hour', date) AS hour,
  count(*) AS flights,
  median(delay) AS median_min,
  quantile_cont(delay, 0.9) AS slow_tenth_min,
  round(100 * late_share(delay), 1) AS late_percent
FROM flights
GROUP BY ALL
ORDER BY hour;
