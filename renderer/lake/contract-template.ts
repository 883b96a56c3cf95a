import { Name } from '#shared/names.ts'

/** Why a source cannot be called so; null when it can. */
export function sourceNameProblem(name: string, taken: string[]): string | null {
  if (!Name.safeParse(name).success) return 'Use a-z, 0-9 and _, beginning with a letter.'
  if (/_(rejects|raw)$/.test(name))
    return 'A name must not end in _rejects or _raw: every source has views of those names.'
  return taken.includes(name) ? `${name} is a source already.` : null
}

/** A contract to begin with: valid as it stands, with the places that are to be filled in. */
export function contractTemplate(name: string, remote: string): string {
  return `version: 1
source: ${name}
description: One row a …
remote: ${remote}
# Where the objects lie in the remote; {day} is a partition.
path: '${name}/*.csv'
format: {type: csv}
cadence: daily
freshness: 26h
producer: {team: who writes the objects, responsible: up to where}
consumer: {team: who reads them, responsible: from there on}
fields:
  # Name every field that queries rely on. A row without a required one is rejected, and kept in ${name}_rejects.
  id: {type: VARCHAR, required: true, meaning: what identifies a row}
unknown_fields: keep
`
}
