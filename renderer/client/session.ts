/**
 * What this window was opened with. The token comes in the address's fragment, which no server log and no other
 * site ever sees; it is taken out of the address at once and kept for reloads of this tab only.
 */
export interface Session {
  token: string | null
  workspace: string | null
}

const keep = ['token', 'workspace'] as const

function takeFromAddress(): void {
  const fragment = new URLSearchParams(location.hash.slice(1))
  for (const key of keep) {
    const value = fragment.get(key)
    if (value) sessionStorage.setItem(`lakebench.${key}`, value)
    // Named but empty: this window shows no workspace any more.
    else if (value === '') sessionStorage.removeItem(`lakebench.${key}`)
    fragment.delete(key)
  }
  if (location.hash) history.replaceState(null, '', `${location.pathname}${location.search}`)
}

takeFromAddress()

export function session(): Session {
  return {
    token: sessionStorage.getItem('lakebench.token'),
    workspace: sessionStorage.getItem('lakebench.workspace'),
  }
}
