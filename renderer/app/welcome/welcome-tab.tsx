import { Welcome } from './welcome.tsx'

/** The welcome as a tab, for going to another workspace. */
export default function WelcomeTab() {
  return <Welcome />
}
