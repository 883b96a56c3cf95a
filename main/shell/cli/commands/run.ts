import type { Command } from 'commander'
import type { Session } from '../session.ts'

/** What a command is given: its positional arguments in order, then its options with the global ones. */
export interface Arguments {
  args: readonly (string | string[] | undefined)[]
  options: Readonly<Record<string, unknown>>
}

/** Makes an action for commander of a command that works with a session and answers its exit code. */
export type Run = (
  command: (session: Session, given: Arguments) => Promise<number>,
) => (...given: unknown[]) => Promise<void>

/** Commander calls an action with the positional arguments, the command's own options and the command. */
export function argumentsOf(given: readonly unknown[]): Arguments {
  const command = given.at(-1) as Command
  return { args: given.slice(0, -2) as Arguments['args'], options: command.optsWithGlobals() }
}

/** For an option that may be given several times. */
export const several = (value: string, before: string[] = []): string[] => [...before, value]

/** An option that may be given several times, as a list. */
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** A positional argument that commander has checked to be there. */
export const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '')
