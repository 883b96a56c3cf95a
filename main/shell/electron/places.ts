import { join } from 'node:path'

/** Where the parts of the app stand. */
export interface Places {
  /** The bundles: this program, its preload and the workers. */
  programs: string
  /** The built page. */
  page: string
  /** Standard library and demo: real files, beside the archive once packed. */
  resources: string
  preload: string
}

/** `programs` is the folder of this program's bundle; `packedResources` that of a packed app, else null. */
export function placesOf(programs: string, packedResources: string | null): Places {
  return {
    programs,
    page: join(programs, '../renderer'),
    resources: packedResources ?? join(programs, '../..'),
    preload: join(programs, 'preload.cjs'),
  }
}

/** The folder after `--workspace` in the arguments the app was started with, or null. */
export function workspaceArgument(argv: readonly string[]): string | null {
  const at = argv.indexOf('--workspace')
  return (at >= 0 ? argv[at + 1] : undefined) ?? null
}
