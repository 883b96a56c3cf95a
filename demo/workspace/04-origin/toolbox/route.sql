/*---
description: A route as one text, in the direction of the flight
params: {origin: {type: VARCHAR, meaning: IATA code of departure}, destination: {type: VARCHAR, meaning: IATA code of arrival}}
returns: {type: VARCHAR}
examples: ["SELECT route(origin, destination) AS route, count(*) AS flights FROM flights GROUP BY ALL ORDER BY flights DESC"]
tests:
  - {name: both codes in order, call: "SELECT route('SEA', 'JFK') AS r", expect: [{r: SEA-JFK}]}
  - {name: an unknown end gives no route, call: "SELECT route('SEA', NULL) AS r", expect: [{r: null}]}
---*/
CREATE MACRO route(origin, destination) AS origin || '-' || destination;
