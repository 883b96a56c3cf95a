/*---
description: The busiest routes with their distance, as reported and as computed from the airports' places
---*/
SELECT
  route(f.origin, f.destination) AS route,
  any_value(o.city) AS origin_city,
  any_value(d.city) AS destination_city,
  count(*) AS flights,
  median(f.delay) AS median_delay_min,
  round(any_value(f.distance) * 1.609344) AS reported_km,
  round(any_value(haversine_km(o.latitude, o.longitude, d.latitude, d.longitude))) AS computed_km
FROM flights AS f
LEFT JOIN airports AS o ON o.iata = f.origin
LEFT JOIN airports AS d ON d.iata = f.destination
GROUP BY route
ORDER BY flights DESC
LIMIT 50;
