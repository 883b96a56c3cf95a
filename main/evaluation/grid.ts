/** Every choice of one value of each list, the last list turning fastest; one empty choice when there are no lists. */
export function grid<Value>(lists: Readonly<Record<string, readonly Value[]>>): Record<string, Value>[] {
  let choices: Record<string, Value>[] = [{}]
  for (const [name, values] of Object.entries(lists)) {
    choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })))
  }
  return choices
}

/** How many choices `grid` gives, without making them. */
export function gridSize(lists: Readonly<Record<string, readonly unknown[]>>): number {
  return Object.values(lists).reduce((product, values) => product * values.length, 1)
}

/** The part of a record that `names` name, in their order. */
export function pick<Value>(
  record: Readonly<Record<string, Value>>,
  names: Iterable<string>,
): Record<string, Value> {
  const picked: Record<string, Value> = {}
  for (const name of names) {
    const value = record[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
