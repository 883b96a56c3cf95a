import { sqlSnippets } from '#shared/sql/index.ts'
import type { CodeSuggestion } from '../ui/code-editor/index.ts'

/** The snippets as completions, in the order in which they stand after all else. */
export const snippets: CodeSuggestion[] = sqlSnippets.map(({ label, meaning, insert, example }) => ({
  label,
  kind: 'snippet',
  insert,
  detail: meaning,
  documentation: `\`\`\`sql\n${example}\n\`\`\``,
}))
