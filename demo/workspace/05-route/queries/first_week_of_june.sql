/*---
description: The first week of the test part, day by day and class by class
---*/
SELECT
  date::DATE AS day,
  delay_class(delay) AS class,
  count(*) AS flights,
  median(delay) AS median_delay_min
FROM flights_between(DATE '2001-06-01', DATE '2001-06-08')
GROUP BY ALL
ORDER BY ALL;
