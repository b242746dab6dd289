import type { Filter, FilterTest } from '../queries/filter.ts'

/**
 * A chip in the address: `FLAGS field:value`. Flags: `-` negated, `~` disabled, `^` pinned. The value begins with
 * `=` when it is compared, or is `[from,to)`, `*`, `prefix=…`, `has=…`.
 */
export function filterToText(filter: Filter): string {
  const flags = `${filter.negated ? '-' : ''}${filter.disabled ? '~' : ''}${filter.pinned ? '^' : ''}`
  return `${flags}${filter.field}:${testToText(filter.test)}`
}

function testToText(test: FilterTest): string {
  switch (test.kind) {
    case 'is':
      return `=${test.value}`
    case 'range':
      return `[${test.from},${test.to})`
    case 'exists':
      return '*'
    default:
      return `${test.kind}=${test.value}`
  }
}

/** Undefined when the text is no filter; a broken address must not break the page. */
export function filterFromText(text: string): Filter | undefined {
  const match = /^([-~^]*)([A-Za-z_@][\w.@-]*):(.*)$/s.exec(text)
  const test = match && testFromText(match[3])
  if (!match || !test) return undefined
  const [, flags, field] = match
  return {
    field,
    test,
    ...(flags.includes('-') ? { negated: true } : {}),
    ...(flags.includes('~') ? { disabled: true } : {}),
    ...(flags.includes('^') ? { pinned: true } : {}),
  }
}

function testFromText(text: string): FilterTest | undefined {
  if (text === '*') return { kind: 'exists' }
  const words = /^(prefix|has)?=(.*)$/s.exec(text)
  if (words) return { kind: (words[1] as 'prefix' | 'has' | undefined) ?? 'is', value: words[2] }
  const range = /^\[(-?[\d.]+),(-?[\d.]+)\)$/.exec(text)
  return range ? { kind: 'range', from: Number(range[1]), to: Number(range[2]) } : undefined
}
