import { atHandScreens } from './at-hand.mjs'
import { chartScreens } from './charts.mjs'
import { differenceScreens } from './difference.mjs'
import { evaluationScreens } from './evaluation.mjs'
import { exploreScreens } from './explore.mjs'
import { frameScreens } from './frame.mjs'
import { gitScreens } from './git.mjs'
import { gridScreens } from './grid.mjs'
import { lakeScreens } from './lake.mjs'
import { profileScreens } from './profile.mjs'
import { settingsScreens } from './settings.mjs'
import { toolboxScreens } from './toolbox.mjs'
import { welcomeScreens } from './welcome.mjs'

/**
 * Every screen of the demo and its states, each as a person reaches it from a window without tabs. Those of
 * `welcome` are first, since a new home begins there. A screen that changes the workspace returns what undoes it.
 */
export const screens = {
  ...welcomeScreens,
  ...exploreScreens,
  ...gridScreens,
  ...chartScreens,
  ...atHandScreens,
  ...profileScreens,
  ...lakeScreens,
  ...differenceScreens,
  ...toolboxScreens,
  ...evaluationScreens,
  ...gitScreens,
  ...settingsScreens,
  ...frameScreens,
}

/** What README and docs show, in docs/images: the name of the screen is the name of its picture. */
export const documented = [
  'explore',
  'difference-result',
  'explore-live',
  'evaluation',
  'board',
  'explore-plan-measured',
  'git-diff',
  'git-conflict',
  'file-at-hand',
  'explore-find',
  'profile',
]

/** What Chromium writes into its log on a screen because the screen is about a refusal. */
export const expected = {
  'explore-conflict': /status of 400/,
  'chart-unreadable': /status of 400/,
  'git-token': /status of 502/,
  'git-token-refused': /status of 502/,
  'git-offline': /status of 502/,
  'git-refused': /status of 4/,
}
