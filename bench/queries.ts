/** Ten queries as people ask them of three million flights. */
export const queries: Record<string, string> = {
  'count and average': 'SELECT count(*) AS n, avg(delay) AS mean FROM flights',
  'one filter': 'SELECT count(*) AS n FROM flights WHERE delay > 15 AND distance < 500',
  'group by 300 airports':
    'SELECT origin, count(*) AS n, avg(delay) AS mean FROM flights GROUP BY origin ORDER BY origin',
  'group by route':
    'SELECT origin, destination, count(*) AS n, sum(distance) AS far FROM flights GROUP BY ALL ORDER BY ALL',
  'delay by hour':
    'SELECT hour(date) AS hour, avg(delay) AS mean, stddev(delay) AS spread FROM flights GROUP BY hour ORDER BY hour',
  'medians by origin': 'SELECT origin, median(delay) AS middle FROM flights GROUP BY origin ORDER BY origin',
  'top 100': 'SELECT * FROM flights ORDER BY delay DESC, date, origin LIMIT 100',
  'daily with a window':
    'SELECT day, n, avg(n) OVER (ORDER BY day ROWS 6 PRECEDING) AS week FROM (SELECT date::DATE AS day, count(*) AS n FROM flights GROUP BY day) ORDER BY day',
  'join with its own averages':
    'WITH mean AS (SELECT origin, destination, avg(delay) AS m FROM flights GROUP BY ALL) SELECT avg(abs(f.delay - mean.m)) AS mae FROM flights f JOIN mean USING (origin, destination)',
  histogram: 'SELECT (delay / 10)::INTEGER AS bin, count(*) AS n FROM flights GROUP BY bin ORDER BY bin',
}
