/*---
description: Predicts one delay for every flight; so far the mean, as the median is still to come
params:
  cut: {type: DATE, default: 2001-06-01, meaning: first day of the test part}
---*/
SELECT date, origin, destination, delay,
  (SELECT avg(delay) FROM flights WHERE date < $cut) AS predicted
FROM flights
WHERE date >= $cut
ORDER BY ALL;
