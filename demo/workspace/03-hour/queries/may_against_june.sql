/*---
description: Did delays shift from one month to the next? Shares by step of 15 minutes and the stability index
params:
  reference: {type: DATE, default: 2001-05-01, meaning: first day of the month to compare with}
  judged: {type: DATE, default: 2001-06-01, meaning: first day of the month that is judged}
---*/
-- %% The shift as one number: above 0.2 is usually called a real one
WITH shares AS (
  SELECT
    bucket(clip(delay, -60, 180), 15) AS from_min,
    count_if(date_trunc('month', date) = $reference) AS reference,
    count_if(date_trunc('month', date) = $judged) AS judged
  FROM flights
  GROUP BY ALL
)
SELECT round(psi(share_reference, share_judged), 4) AS stability_index
FROM (
  SELECT share_of_total(reference) AS share_reference, share_of_total(judged) AS share_judged FROM shares
);

-- %% Where it comes from
WITH shares AS (
  SELECT
    bucket(clip(delay, -60, 180), 15) AS from_min,
    count_if(date_trunc('month', date) = $reference) AS reference,
    count_if(date_trunc('month', date) = $judged) AS judged
  FROM flights
  GROUP BY ALL
)
SELECT
  from_min,
  round(100 * share_of_total(reference), 2) AS reference_percent,
  round(100 * share_of_total(judged), 2) AS judged_percent
FROM shares
ORDER BY from_min;
