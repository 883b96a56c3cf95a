import css from './kbd.module.css'
import { formatKeys } from './keys.ts'

/** A key binding as this computer names it. `keys` is in the notation of `keys.ts`. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className={css.kbd}>{formatKeys(keys)}</kbd>
}
