/*---
description: Predicts by route and hour; so far the median of all flights
params:
  cut: {type: DATE, default: 2001-06-01, meaning: first day of the test part}
---*/
SELECT date, origin, destination, delay,
  (SELECT median(delay) FROM flights WHERE date < $cut) AS predicted
FROM flights
WHERE date >= $cut
ORDER BY ALL;
