import { short } from '#shared/names.ts'
import { frame } from '../ui/workbench.ts'
import { splitPath } from './words.ts'

export function openDiff(path: string): void {
  frame().openTab({ id: `git.diff:${path}`, kind: 'git.diff', title: splitPath(path).name, params: { path } })
}

export function openCommit(commit: string): void {
  frame().openTab({
    id: `git.commit:${commit}`,
    kind: 'git.commit',
    title: short(commit),
    params: { commit },
  })
}

/** Shows what a shelf holds, as the commit that it is. */
export function openShelf({ commit, name }: { commit: string; name: string }): void {
  frame().openTab({ id: `git.commit:${commit}`, kind: 'git.commit', title: name, params: { commit } })
}

export function openHistory(path: string): void {
  frame().openTab({ id: `git.file:${path}`, kind: 'git.file', title: splitPath(path).name, params: { path } })
}

/** Opens a file that both sides of a merge changed. */
export function openConflict(path: string): void {
  frame().openTab({
    id: `git.conflict:${path}`,
    kind: 'git.conflict',
    title: splitPath(path).name,
    params: { path },
  })
}

/** Opens any file as text, at a line where one is named. */
export function openText(path: string, line?: number): void {
  const at = line === undefined ? {} : { line: String(line) }
  frame().openTab({ id: `text:${path}`, kind: 'text', title: splitPath(path).name, params: { path, ...at } })
}

/** Opens a file where it is worked on: a query in Explore, a contract in the lake, the rest as text. */
export function openFile(path: string): void {
  const { name } = splitPath(path)
  const source = /^contracts\/([a-z][a-z0-9_]*)\.yml$/.exec(path)?.[1]
  const transform = /^toolbox\/(?:.*\/)?([a-z][a-z0-9_]*)\.sql$/.exec(path)?.[1]
  if (/^queries\/.+\.sql$/.test(path)) {
    frame().openTab({ id: `query:${path}`, kind: 'explore.query', title: name, params: { path } })
  } else if (source) {
    frame().openTab({ kind: 'lake.source', title: source, params: { source, view: 'contract' } })
  } else if (transform) {
    frame().openTab({ kind: 'toolbox.transform', title: transform, params: { name: transform } })
  } else openText(path)
}
