/*---
description: Flights and late flights a week, to see gaps in what was delivered before trusting a model on it
---*/
SELECT
  week_start(date) AS week,
  count(*) AS flights,
  count(DISTINCT date::DATE) AS days,
  round(100 * late_share(delay), 1) AS late_percent
FROM flights
GROUP BY ALL
ORDER BY week;
