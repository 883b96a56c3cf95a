/*---
description: Lower end of the Wilson score interval of a share; right also for few trials and shares near 0 or 1
params:
  successes: {type: BIGINT, unit: trials, meaning: trials that succeeded}
  trials: {type: BIGINT, unit: trials, meaning: all trials; 0 gives NULL}
  z: {type: DOUBLE, default: 1.96, meaning: "standard normal quantile, 1.96 for 95 %"}
returns: {type: DOUBLE, unit: share}
examples:
  - SELECT origin, wilson_low(count_if(delay > 15), count(*)) AS at_least FROM flights GROUP BY origin
tests:
  - {name: 8 of 10, call: "SELECT wilson_low(8, 10) AS p", expect: [{p: 0.4901562}], tolerance: 1e-6}
  - {name: none of 10, call: "SELECT wilson_low(0, 10) AS p", expect: [{p: 0}], tolerance: 1e-12}
  - {name: no trials, call: "SELECT wilson_low(0, 0) AS p", expect: [{p: null}]}
---*/
CREATE MACRO wilson_low(successes, trials, z := 1.96) AS
  safe_divide(
    safe_divide(successes, trials) + z * z / (2 * trials)
      - z * sqrt(safe_divide(successes, trials) * (1 - safe_divide(successes, trials)) / trials + z * z / (4.0 * trials * trials)),
    1 + safe_divide(z * z, trials));
