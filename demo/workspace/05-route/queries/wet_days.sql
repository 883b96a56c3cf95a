/*---
description: How often and how much it rains in Seattle and New York, by month
---*/
SELECT
  location,
  date_part('month', date) AS month,
  round(100 * avg((precipitation > 0)::INT)) AS wet_days_percent,
  round(sum(precipitation) / count(DISTINCT date_part('year', date)), 1) AS mm_a_month,
  round(avg(temp_max), 1) AS mean_high_celsius
FROM weather
GROUP BY ALL
ORDER BY ALL;
