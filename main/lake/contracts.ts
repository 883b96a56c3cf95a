import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import { type AppError, inputError, toAppError } from '#shared/errors.ts'
import { Contract, importContract } from '#shared/format/contract.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { errorCode } from '../disk/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** A contract as read from a working tree or a commit. */
export interface LoadedContract {
  source: string
  /** Path in the workspace. */
  file: string
  text: string
  contract: Contract
  /** Digest of the fields that decide what an image holds. */
  importDigest: string
}

export interface TextFile {
  path: string
  text: string
}

/** Parses contract files, wherever they come from. Broken ones become problems; the rest is used. */
export function parseContracts(files: readonly TextFile[]): {
  contracts: LoadedContract[]
  problems: AppError[]
} {
  const contracts: LoadedContract[] = []
  const problems: AppError[] = []
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    try {
      const loaded = parseContract(path, text)
      const twin = contracts.find((other) => other.source === loaded.source)
      if (twin) {
        throw inputError(
          'CONTRACT_TWICE',
          `The source \`${loaded.source}\` has a contract in ${twin.file} already. Rename one or remove it.`,
          {
            file: path,
            field: 'source',
          },
        )
      }
      contracts.push(loaded)
    } catch (thrown) {
      problems.push(toAppError(thrown))
    }
  }
  return { contracts, problems }
}

/** One contract's text. Throws an AppError with file, line and field. */
export function parseContract(file: string, text: string): LoadedContract {
  const contract = parseYaml(file, text, Contract)
  const importDigest = createHash('sha256')
    .update(canonicalize(importContract(contract)) ?? '')
    .digest('hex')
  return { source: contract.source, file, text, contract, importDigest }
}

/** The contracts of the working tree: `contracts/*.yml`. */
export async function readContracts(
  workspace: Workspace,
): Promise<{ contracts: LoadedContract[]; problems: AppError[] }> {
  const folder = join(workspace.root, 'contracts')
  let names: string[]
  try {
    // Links are not followed: what a workspace means lies in it.
    const entries = await readdir(folder, { withFileTypes: true })
    names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { contracts: [], problems: [] }
    throw error
  }
  const files: TextFile[] = []
  const problems: AppError[] = []
  for (const name of names.filter((name) => /\.ya?ml$/.test(name))) {
    const path = `contracts/${name}`
    try {
      files.push({ path, text: await readFile(join(folder, name), 'utf8') })
    } catch (error) {
      problems.push(
        inputError(
          'CONTRACT_UNREADABLE',
          `This contract cannot be read (${(error as Error).message}). Allow this user to read it, then try again.`,
          {
            file: path,
          },
        ),
      )
    }
  }
  const parsed = parseContracts(files)
  return { contracts: parsed.contracts, problems: [...problems, ...parsed.problems] }
}
