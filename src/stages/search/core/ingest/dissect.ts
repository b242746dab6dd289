import { illegal } from '../../errors.ts'

/*
 * `%{key}` takes all up to the text that follows it. `%{}` and `%{?key}` skip, `%{+key}` appends (`/2` says where),
 * `%{*key}` and `%{&key}` give a key and its value, `->` after a key takes repeated text after it as one.
 */
const PART = /%\{([+*&?]?)([^}/]*?)(?:\/(\d+))?(->)?\}/g

interface Part {
  readonly sign: string
  readonly name: string
  readonly order: number
  readonly padded: boolean
  /** The text after it. */
  readonly until: string
}

export function compileDissect(pattern: string, separator = '') {
  const found = [...pattern.matchAll(PART)]
  if (found.length === 0) throw illegal(`Unable to find any keys or delimiters in the pattern [${pattern}]`)
  const head = pattern.slice(0, found[0].index)
  const parts = found.map((one, at): Part => {
    const end = one.index + one[0].length
    const until = pattern.slice(end, found[at + 1]?.index ?? pattern.length)
    return { sign: one[1], name: one[2], order: Number(one[3] ?? 0), padded: one[4] !== undefined, until }
  })
  return (text: string): Readonly<Record<string, string>> | undefined => {
    if (!text.startsWith(head)) return undefined
    const values = cut(text, head.length, parts)
    return values && assembled(parts, values, separator)
  }
}

function cut(text: string, start: number, parts: readonly Part[]): readonly string[] | undefined {
  const values: string[] = []
  let from = start
  for (const { until, padded } of parts) {
    const to = until === '' ? text.length : text.indexOf(until, from)
    if (to < 0) return undefined
    values.push(text.slice(from, to))
    from = to + until.length
    while (padded && until !== '' && text.startsWith(until, from)) from += until.length
  }
  return values
}

function assembled(
  parts: readonly Part[],
  values: readonly string[],
  separator: string,
): Record<string, string> {
  const appended = new Map<string, { order: number; value: string }[]>()
  const names = new Map<string, string>()
  const fields: Record<string, string> = {}
  for (const [at, { sign, name, order }] of parts.entries()) {
    if (sign === '?' || name === '') continue
    if (sign === '*') names.set(name, values[at])
    else if (sign !== '&') appended.set(name, [...(appended.get(name) ?? []), { order, value: values[at] }])
  }
  for (const [at, { sign, name }] of parts.entries()) {
    const key = sign === '&' ? names.get(name) : undefined
    if (key !== undefined) fields[key] = values[at]
  }
  for (const [name, found] of appended)
    fields[name] = found
      .sort((a, b) => a.order - b.order)
      .map(({ value }) => value)
      .join(separator)
  return fields
}
