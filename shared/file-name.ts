const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/**
 * Why a name cannot be a file's or a folder's in a workspace, as a sentence; null when it can. A workspace is shared,
 * so what one system refuses (Windows its device names, `:` and trailing dots) is refused on all of them.
 */
export function fileNameProblem(name: string): string | null {
  if (name.trim() === '') return 'Type a name, such as late_flights'
  if (name === '.' || name === '..') return 'A name has no empty part, `.` or `..`'
  if (name.startsWith('.')) return 'Names that begin with a dot are hidden. Choose another name'
  const found = /[/\\<>:"|?*]/.exec(name)?.[0]
  if (found) return `A name has no \`${found}\`. Choose another name`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(name))
    return 'A name has no invisible control characters'
  if (/[. ]$/.test(name) || name.startsWith(' '))
    return 'A name neither begins with a space nor ends with a space or dot'
  if (reservedOnWindows.test(name))
    return `Windows keeps the name \`${name}\` for a device. Choose another name`
  if (new TextEncoder().encode(name).length > 200) return 'A name is at most 200 bytes long'
  return null
}

/** Why a path cannot be a file's or folder's, part by part; null when it can. */
export function filePathProblem(path: string): string | null {
  for (const part of path.split('/')) {
    const problem = fileNameProblem(part)
    if (problem) return problem
  }
  return null
}

/** What macOS and Windows hold to be the same name. */
export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase()
