/*---
description: Predicts by route and hour; so far the median of the hour alone
params:
  cut: {type: DATE, default: 2001-06-01, meaning: first day of the test part}
---*/
WITH past AS (
  SELECT * FROM flights WHERE date < $cut
), learned AS (
  SELECT hour_of_day(date) AS hour, median(delay) AS predicted FROM past GROUP BY ALL
), overall AS (
  SELECT median(delay) AS predicted FROM past
)
SELECT f.date, f.origin, f.destination, f.delay, coalesce(learned.predicted, overall.predicted) AS predicted
FROM flights AS f
CROSS JOIN overall
LEFT JOIN learned ON learned.hour = hour_of_day(f.date)
WHERE f.date >= $cut
ORDER BY ALL;
