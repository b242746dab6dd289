import { illegal } from '../errors.ts'

export interface CatColumn {
  readonly name: string
  readonly alias: string
  readonly right?: boolean
  readonly about: string
  /** Left out unless `h` asks for it. */
  readonly hidden?: boolean
}

export type CatRow = Readonly<Record<string, string | number>>

export interface CatOptions {
  /** `v`: with a header line. */
  readonly header: boolean
  /** `h`: names or aliases of columns, `*` allowed as all. */
  readonly columns?: string
  /** `s`: `column:desc,other`. */
  readonly sort?: string
  readonly help: boolean
}

/** The plain-text table that `_cat` answers: columns padded with spaces, one row a line. */
export function catText(columns: readonly CatColumn[], rows: readonly CatRow[], options: CatOptions): string {
  if (options.help) return columns.map(({ name, alias, about }) => `${name} | ${alias} | ${about}\n`).join('')
  const shown = chosen(columns, options.columns)
  const body = sorted(columns, rows, options.sort).map((row) =>
    shown.map(({ name }) => String(row[name] ?? '')),
  )
  const table = options.header ? [shown.map(({ name }) => name), ...body] : body
  const widths = shown.map((_, at) => Math.max(0, ...table.map((row) => row[at].length)))
  return table
    .map((row) => {
      const cells = row.map((cell, at) => {
        if (shown[at].right) return cell.padStart(widths[at])
        return at === row.length - 1 ? cell : cell.padEnd(widths[at])
      })
      return `${cells.join(' ')}\n`
    })
    .join('')
}

/** `format=json`: the same cells as objects of strings. */
export function catJson(columns: readonly CatColumn[], rows: readonly CatRow[], options: CatOptions) {
  const shown = chosen(columns, options.columns)
  return sorted(columns, rows, options.sort).map((row) =>
    Object.fromEntries(shown.map(({ name }) => [name, String(row[name] ?? '')])),
  )
}

function columnOf(columns: readonly CatColumn[], name: string): CatColumn {
  const found = columns.find((column) => column.name === name || column.alias.split(',').includes(name))
  if (found) return found
  throw illegal(`no column [${name}]; there are ${columns.map((column) => column.name).join(', ')}`)
}

function chosen(columns: readonly CatColumn[], names: string | undefined): readonly CatColumn[] {
  if (names === undefined || names === '') return columns.filter(({ hidden }) => !hidden)
  if (names === '*') return columns
  return names.split(',').map((name) => columnOf(columns, name.trim()))
}

function sorted(columns: readonly CatColumn[], rows: readonly CatRow[], spec: string | undefined) {
  if (spec === undefined || spec === '') return rows
  const keys = spec.split(',').map((part) => {
    const [name, order = 'asc'] = part.split(':')
    if (order !== 'asc' && order !== 'desc') throw illegal(`[s] orders are asc and desc, not [${order}]`)
    return { name: columnOf(columns, name).name, sign: order === 'desc' ? -1 : 1 }
  })
  return rows.toSorted((a, b) => {
    for (const { name, sign } of keys) {
      const gap = compare(a[name], b[name])
      if (gap !== 0) return gap * sign
    }
    return 0
  })
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

const UNITS = ['b', 'kb', 'mb', 'gb', 'tb', 'pb'] as const

/** `1.2kb`, or whole units when `unit` is asked for. */
export function bytesShown(bytes: number, unit: string | undefined): string | number {
  if (unit !== undefined) {
    const at = UNITS.findIndex((name) => name === unit || name[0] === unit)
    if (at < 0) throw illegal(`failed to parse [bytes] as a unit: [${unit}]; units are ${UNITS.join(', ')}`)
    return Math.floor(bytes / 1024 ** at)
  }
  const at = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1)
  const size = bytes / 1024 ** at
  return `${at === 0 ? size : Math.trunc(size * 10) / 10}${UNITS[at]}`
}
