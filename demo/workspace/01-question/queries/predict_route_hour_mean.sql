/*---
description: Predicts by route and hour; so far the mean of all flights, as nothing is learned yet
params:
  cut: {type: DATE, default: 2001-06-01, meaning: first day of the test part}
---*/
SELECT date, origin, destination, delay,
  (SELECT avg(delay) FROM flights WHERE date < $cut) AS predicted
FROM flights
WHERE date >= $cut
ORDER BY ALL;
