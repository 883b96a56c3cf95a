/** What is known of a column: the SQL that counts it, and the conditions that show what was counted. */
export { type Association, associate, associationKind, mostClasses } from './associations.ts'
export {
  barCondition,
  beginningCondition,
  beyondCondition,
  boundsCondition,
  outlierCondition,
  repeatedCondition,
  seasonCondition,
} from './conditions.ts'
export {
  type Dependency,
  dependenciesOf,
  mostViolating,
  violationsSql,
  worthAsking,
} from './dependencies.ts'
export { patternCondition } from './patterns.ts'
export { type Ask, columnsAtOnce, profileColumns } from './profile-columns.ts'
export type { ProfiledColumn } from './statements.ts'
