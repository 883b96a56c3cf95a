/*---
description: Which animals cost most? Mean cost with its tails cut, since a few strikes cost millions
params:
  least: {type: INTEGER, default: 20, unit: strikes, meaning: species with fewer are left out}
---*/
WITH strikes AS (
  SELECT species, size, cost_total, winsorise(cost_total, share := 0.001) AS cost_cut
  FROM birdstrikes
)
SELECT
  species,
  mode(size) AS size,
  count(*) AS strikes,
  round(100 * avg((cost_total > 0)::INT), 1) AS costly_percent,
  round(avg(cost_cut)) AS mean_cost_cut_usd,
  max(cost_total) AS highest_cost_usd
FROM strikes
GROUP BY species
HAVING count(*) >= $least
ORDER BY mean_cost_cut_usd DESC;
