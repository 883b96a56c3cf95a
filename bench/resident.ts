import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'

/** Megabytes that a process holds for itself. */
const ownMb = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Megabytes that the page's own process of a browser holds: the largest of its renderers. */
export async function windowMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => ownMb(id)))
}

/** Megabytes that a process and its children hold, and theirs. */
export function treeMb(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + treeMb(Number(child)), ownMb(pid))
}
