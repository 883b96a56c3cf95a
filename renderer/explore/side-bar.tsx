/** The side bar of Explore. */
export function ExploreSideBar() {
  return null
}
