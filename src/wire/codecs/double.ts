const DOUBLE = Symbol('double')

/** A number that is written as floating point, whole or not: in an answer's tree, in place of the number. */
export const double = (value: number) => ({ [DOUBLE]: value })

export function valueOfDouble(value: object): number | undefined {
  return (value as { readonly [DOUBLE]?: number })[DOUBLE]
}

/** `JSON.stringify` of a tree that has `double`s: a whole one is written with a decimal, `3.0`. */
export function stringifyDoubles(tree: unknown): string | undefined {
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree)
  if (Array.isArray(tree)) return `[${tree.map((each) => stringifyDoubles(each) ?? 'null').join(',')}]`
  const value = valueOfDouble(tree)
  if (value !== undefined) return Number.isSafeInteger(value) ? value.toFixed(1) : JSON.stringify(value)
  const members: string[] = []
  for (const [name, held] of Object.entries(tree)) {
    const text = stringifyDoubles(held)
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${members.join(',')}}`
}
