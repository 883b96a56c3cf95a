/*---
description: Upper end of the Wilson score interval of a share; right also for few trials and shares near 0 or 1
params:
  successes: {type: BIGINT, unit: trials, meaning: trials that succeeded}
  trials: {type: BIGINT, unit: trials, meaning: all trials; 0 gives NULL}
  z: {type: DOUBLE, default: 1.96, meaning: "standard normal quantile, 1.96 for 95 %"}
returns: {type: DOUBLE, unit: share}
examples:
  - SELECT origin, wilson_high(count_if(delay > 15), count(*)) AS at_most FROM flights GROUP BY origin
tests:
  - {name: 8 of 10, call: "SELECT wilson_high(8, 10) AS p", expect: [{p: 0.9433191}], tolerance: 1e-6}
  - {name: mirrors the lower end, call: "SELECT wilson_high(8, 10) + wilson_low(2, 10) AS one", expect: [{one: 1}], tolerance: 1e-12}
  - {name: no trials, call: "SELECT wilson_high(0, 0) AS p", expect: [{p: null}]}
---*/
CREATE MACRO wilson_high(successes, trials, z := 1.96) AS
  1 - wilson_low(trials - successes, trials, z := z);
