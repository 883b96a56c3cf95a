/*---
description: Airports that flights use and the list of airports lacks; expected to be empty
---*/
SELECT origin AS iata, count(*) AS departures
FROM flights
ANTI JOIN airports ON airports.iata = flights.origin
GROUP BY ALL
ORDER BY departures DESC;
