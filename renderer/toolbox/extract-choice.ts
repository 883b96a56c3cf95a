import type { ExtractChoice, ExtractPlanData, Selection } from './data.ts'

export type Candidate = ExtractPlanData['candidates'][number]

/** One candidate as the user has it: chosen or not, under which name. */
export interface ParamChoice extends Candidate {
  chosen: boolean
  name: string
}

const nameRule = /^[a-z][a-z0-9_]{0,62}$/

/** What is proposed at first: columns become parameters, constants stay as they are. */
export function firstChoice(plan: ExtractPlanData): ParamChoice[] {
  return plan.candidates.map((candidate) => ({
    ...candidate,
    chosen: candidate.kind === 'column',
    name: candidate.suggested,
  }))
}

/** Why a name cannot be used, as a sentence; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Give it a name'
  return nameRule.test(name) ? undefined : 'Use a-z, 0-9 and _, starting with a letter, 63 at most'
}

/** Why a parameter's name cannot be used. One name for several places of the same text is one parameter. */
export function paramProblem(param: ParamChoice, all: readonly ParamChoice[]): string | undefined {
  if (!param.chosen) return undefined
  const bad = nameProblem(param.name)
  if (bad) return bad
  const clash = all.find((other) => other.chosen && other.name === param.name && other.text !== param.text)
  return clash ? `${param.name} is also ${clash.text}` : undefined
}

/** What would be extracted, or null while a name is missing or wrong. */
export function choiceOf(
  selection: Selection,
  name: string,
  description: string,
  params: readonly ParamChoice[],
): ExtractChoice | null {
  if (nameProblem(name) || params.some((param) => paramProblem(param, params))) return null
  return {
    ...selection,
    name,
    description: description.trim() || `${name}, extracted from a query`,
    params: params
      .filter(({ chosen }) => chosen)
      .map(({ from, to, name: called }) => ({ from, to, name: called })),
  }
}

/** The selection of a tab's params; null when they say none. */
export function selectionOf(params: Readonly<Record<string, string>>): Selection | null {
  const { text } = params
  const [from, to] = [Number(params.from), Number(params.to)]
  if (text === undefined || !Number.isInteger(from) || !Number.isInteger(to)) return null
  if (from < 0 || to <= from || to > text.length) return null
  return { text, from, to, at: atOf(params.at) }
}

function atOf(text: string | undefined): Record<string, string> {
  try {
    const at: unknown = JSON.parse(text ?? '{}')
    if (typeof at !== 'object' || at === null) return {}
    return Object.fromEntries(Object.entries(at).filter(([, spec]) => typeof spec === 'string'))
  } catch {
    return {}
  }
}
