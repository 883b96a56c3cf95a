import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { type DuckDBRuntime, NODE_RUNTIME, readString } from '@duckdb/duckdb-wasm/blocking'

/** The shipped helper prints what it says, which is noise here: the error reaches the caller anyway. */
const failWith = (mod: DuckModule, message: string): void => {
  mod.ccall('duckdb_web_fail_with', null, ['string'], [message])
}

/** The file system of an engine: a list of files that can be read, and nothing else in the world. */
export interface ReadOnlyFiles {
  runtime: DuckDBRuntime
  /** From now on exactly these files can be opened. Call it on an engine that was reset: files before are closed. */
  allow(paths: readonly string[]): void
}

type DuckModule = Parameters<DuckDBRuntime['openFile']>[0]

/** What of the emscripten module is used here; its own types are not installed. */
type Module = DuckModule & {
  _malloc(bytes: number): number
  HEAPF64: Float64Array
}

/**
 * The shipped NODE_RUNTIME opens every file O_CREAT|O_RDWR. This one opens the files on its list O_RDONLY and
 * refuses the rest, writes, folders and globs: a run is a process that can reach exactly its inputs.
 */
export function readOnlyFiles(): ReadOnlyFiles {
  const allowed = new Set<string>()
  const refuse = (mod: DuckModule, what: string) => failWith(mod, `${what} is disabled by configuration`)
  const refused = (what: string) => (mod: DuckModule) => {
    refuse(mod, what)
    return 0
  }
  // After a reset the engine's page cache may read on from a file of the set before, without opening it again.
  const paths = new Map<number, string>()
  const openAgain = (fileId: number): void => {
    const path = paths.get(fileId)
    if (path === undefined || !allowed.has(path) || NODE_RUNTIME._filesById.has(fileId)) return
    NODE_RUNTIME._filesById.set(fileId, openSync(path, constants.O_RDONLY))
  }
  const runtime: DuckDBRuntime = {
    ...NODE_RUNTIME,
    readFile(mod, fileId, buffer, bytes, location) {
      openAgain(fileId)
      return NODE_RUNTIME.readFile(mod, fileId, buffer, bytes, location)
    },
    getLastFileModificationTime(mod, fileId) {
      openAgain(fileId)
      return NODE_RUNTIME.getLastFileModificationTime(mod, fileId)
    },
    openFile(module, fileId, flags) {
      const mod = module as Module
      NODE_RUNTIME._fileInfoCache.delete(fileId)
      const info = NODE_RUNTIME.resolveFileInfo(mod, fileId)
      const path = info?.dataUrl ?? info?.fileName ?? ''
      // biome-ignore lint/suspicious/noExplicitAny: the type says void, the engine reads a pointer to (size, buffer)
      const answer = (pointer: number): any => pointer
      if (!allowed.has(path)) {
        if ((flags & 128) === 0) refuse(mod, `Opening ${JSON.stringify(path)}`)
        return answer(0)
      }
      try {
        const descriptor = NODE_RUNTIME._filesById.get(fileId) ?? openSync(path, constants.O_RDONLY)
        NODE_RUNTIME._filesById.set(fileId, descriptor)
        paths.set(fileId, path)
        const pointer = mod._malloc(16)
        mod.HEAPF64[pointer >> 3] = fstatSync(descriptor).size
        mod.HEAPF64[(pointer >> 3) + 1] = 0
        return answer(pointer)
      } catch (thrown) {
        failWith(mod, `cannot open ${path}: ${thrown instanceof Error ? thrown.message : thrown}`)
        return answer(0)
      }
    },
    // A statement that opens an attached image once more (read_blob) shares its descriptor, and must not close it.
    closeFile: () => undefined,
    checkFile: (mod, pathPtr, pathLen) => allowed.has(readString(mod, pathPtr, pathLen)),
    checkDirectory: () => false,
    writeFile: refused('Writing files'),
    truncateFile: refused('Writing files'),
    removeFile: refused('Removing files'),
    moveFile: refused('Moving files'),
    createDirectory: refused('Creating folders'),
    removeDirectory: refused('Removing folders'),
    listDirectoryEntries(mod) {
      refuse(mod, 'Listing folders')
      return false
    },
    glob(mod, pathPtr, pathLen) {
      // ATTACH looks for its file by glob.
      const path = readString(mod, pathPtr, pathLen)
      if (allowed.has(path)) mod.ccall('duckdb_web_fs_glob_add_path', null, ['string'], [path])
    },
  }
  return {
    runtime,
    allow(paths) {
      for (const descriptor of NODE_RUNTIME._filesById.values()) closeQuietly(descriptor)
      NODE_RUNTIME._filesById.clear()
      NODE_RUNTIME._fileInfoCache.clear()
      allowed.clear()
      for (const path of paths) allowed.add(path)
    },
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // The engine has closed it already.
  }
}
