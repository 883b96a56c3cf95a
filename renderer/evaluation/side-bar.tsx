/** The side bar while this feature is shown. */
export function EvaluationSideBar() {
  return null
}
