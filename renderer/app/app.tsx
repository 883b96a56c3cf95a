/** The window. */
export function App() {
  return null
}
