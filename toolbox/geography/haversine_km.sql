/*---
description: Great-circle distance of two points on a sphere of 6371.0088 km radius; within 0.6 % of the true one
params:
  latitude_a: {type: DOUBLE, unit: degrees}
  longitude_a: {type: DOUBLE, unit: degrees}
  latitude_b: {type: DOUBLE, unit: degrees}
  longitude_b: {type: DOUBLE, unit: degrees}
returns: {type: DOUBLE, unit: km}
examples:
  - SELECT haversine_km(a.latitude, a.longitude, b.latitude, b.longitude) AS km FROM airports a, airports b WHERE a.iata = 'SEA' AND b.iata = 'JFK'
tests:
  - {name: London to Paris, call: "SELECT haversine_km(51.5074, -0.1278, 48.8566, 2.3522) AS km", expect: [{km: 343.56}], tolerance: 0.1}
  - {name: the same point, call: "SELECT haversine_km(10, 20, 10, 20) AS km", expect: [{km: 0}]}
  - {name: to the other side, call: "SELECT haversine_km(0, 0, 0, 180) AS km", expect: [{km: 20015.1}], tolerance: 0.1}
  - {name: across the date line, call: "SELECT haversine_km(0, 179, 0, -179) AS km", expect: [{km: 222.39}], tolerance: 0.01}
---*/
CREATE MACRO haversine_km(latitude_a, longitude_a, latitude_b, longitude_b) AS
  2 * 6371.0088 * asin(least(1.0, sqrt(
    pow(sin(radians(latitude_b - latitude_a) / 2), 2)
      + cos(radians(latitude_a)) * cos(radians(latitude_b)) * pow(sin(radians(longitude_b - longitude_a) / 2), 2))));
