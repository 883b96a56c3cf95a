import { createHash } from 'node:crypto'
import { type BigIntStats, existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { Leaf } from './trees.ts'

/** One line of git's index. Stage 0 is merged; 1, 2 and 3 are the base, our and their side of a conflict. */
export interface IndexEntry extends Leaf {
  path: string
  stage: 0 | 1 | 2 | 3
  /** The ten numbers of `stat` as they stand in the file; zeros make git look at the file itself. */
  stat: Uint8Array
  /** `assume-unchanged` and the flags of form 3, kept as they are. */
  flags: number
  extended: number
}

const header = 12
const statBytes = 40
const modeAt = 24

/** The entries of a repository's index, by path and stage; none when there is no index yet. `GIT_UNSUPPORTED`. */
export function readIndex({ gitdir }: { gitdir: string }): IndexEntry[] {
  const file = join(gitdir, 'index')
  return existsSync(file) ? parseIndex(readFileSync(file)) : []
}

export function parseIndex(bytes: Buffer): IndexEntry[] {
  const version = bytes.length > header ? bytes.readUInt32BE(4) : 0
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 3)
    throw unsupported(`form ${version}`)
  const entries: IndexEntry[] = []
  let at = header
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const start = at
    const stat = Buffer.from(bytes.subarray(at, at + statBytes))
    const mode = bytes.readUInt32BE(at + modeAt)
    const oid = bytes.toString('hex', at + statBytes, at + statBytes + 20)
    const flags = bytes.readUInt16BE(at + 60)
    at += 62
    const extended = flags & 0x4000 ? bytes.readUInt16BE(at) : 0
    if (flags & 0x4000) at += 2
    const end = bytes.indexOf(0, at)
    const path = bytes.toString('utf8', at, end)
    at = start + (Math.floor((end - start) / 8) + 1) * 8
    const stage = ((flags >> 12) & 3) as IndexEntry['stage']
    entries.push({
      path,
      stage,
      oid,
      mode: mode.toString(8).padStart(6, '0'),
      stat,
      flags: flags & 0x8000,
      extended,
    })
  }
  for (; at + 8 <= bytes.length - 20; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4)
    // Extensions that begin small change what the entries mean.
    if (/^[a-z]/.test(name)) throw unsupported(`a part "${name}"`)
  }
  return entries
}

/** The bytes of an index of form 2 (3 where a flag asks for it). Order does not matter. */
export function indexBytes(entries: readonly IndexEntry[]): Uint8Array {
  const sorted = entries
    .map((entry) => ({ ...entry, name: Buffer.from(entry.path, 'utf8') }))
    .sort((a, b) => Buffer.compare(a.name, b.name) || a.stage - b.stage)
  const wide = sorted.some(({ extended }) => extended !== 0)
  const head = Buffer.alloc(header)
  head.write('DIRC', 'latin1')
  head.writeUInt32BE(wide ? 3 : 2, 4)
  head.writeUInt32BE(sorted.length, 8)
  const parts: Uint8Array[] = [head]
  for (const { name, oid, mode, stage, stat, flags, extended } of sorted) {
    const more = extended !== 0 ? 2 : 0
    const length = 62 + more + name.length
    const entry = Buffer.alloc((Math.floor(length / 8) + 1) * 8)
    entry.set(stat, 0)
    entry.writeUInt32BE(Number.parseInt(mode, 8), modeAt)
    entry.write(oid, statBytes, 'hex')
    entry.writeUInt16BE(flags | (more ? 0x4000 : 0) | (stage << 12) | Math.min(name.length, 0xfff), 60)
    if (more) entry.writeUInt16BE(extended, 62)
    name.copy(entry, 62 + more)
    parts.push(entry)
  }
  const body = Buffer.concat(parts)
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

/** An entry for a file as it lies in the working tree; for one that is not there, git looks when it needs to. */
export function entryFor(dir: string, path: string, leaf: Leaf, stage: IndexEntry['stage'] = 0): IndexEntry {
  const stat = stage === 0 ? lstatSync(join(dir, path), { bigint: true, throwIfNoEntry: false }) : undefined
  return {
    path,
    stage,
    ...leaf,
    stat: stat?.isDirectory() === false ? statOf(stat) : Buffer.alloc(statBytes),
    flags: 0,
    extended: 0,
  }
}

function statOf({ ctimeNs, mtimeNs, dev, ino, uid, gid, size }: BigIntStats): Uint8Array {
  const second = 1_000_000_000n
  const numbers = [
    ctimeNs / second,
    ctimeNs % second,
    mtimeNs / second,
    mtimeNs % second,
    dev,
    ino,
    0n,
    uid,
    gid,
    size,
  ]
  const bytes = Buffer.alloc(statBytes)
  for (const [index, number] of numbers.entries())
    bytes.writeUInt32BE(Number(BigInt.asUintN(32, number)), index * 4)
  return bytes
}

function unsupported(what: string): AppError {
  return new AppError({
    code: 'GIT_UNSUPPORTED',
    kind: 'input',
    message: `The index of this repository has ${what}, which Lakebench cannot write. Pull and merge with git; then go on here.`,
  })
}
