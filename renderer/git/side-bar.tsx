/** The side bar while this feature is shown. */
export function GitSideBar() {
  return null
}
