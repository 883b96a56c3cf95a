/*---
description: Predicts the median delay of the training part for every flight
params:
  cut: {type: DATE, default: 2001-06-01, meaning: first day of the test part}
---*/
SELECT date, origin, destination, delay,
  (SELECT median(delay) FROM flights WHERE date < $cut) AS predicted
FROM flights
WHERE date >= $cut
ORDER BY ALL;
