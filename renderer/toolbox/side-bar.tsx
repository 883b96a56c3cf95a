/** The side bar while this feature is shown. */
export function ToolboxSideBar() {
  return null
}
