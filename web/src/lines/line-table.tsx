import type { CSSProperties, ReactNode } from 'react'
import { bytes, duration } from '../format/numbers.ts'
import { clock, full, moment } from '../format/times.ts'
import { statusColour } from '../look/colours.ts'
import { usePalette } from '../look/theme.ts'
import { Country } from '../parts/country.tsx'
import { usePick } from '../parts/pick.ts'
import { isFilter } from '../queries/filter.ts'
import { type Line, numberOf, requestOf, textOf } from './line.ts'
import classes from './line-table.module.css'

export interface LineColumn {
  readonly name: string
  readonly kind?: 'number' | 'wide' | 'late'
  readonly cell: (line: Line) => ReactNode
}

const dash = <span className="faint">–</span>

/** A value that filters when it is clicked. */
function Value({ line, field, children }: { line: Line; field: string; children?: ReactNode }) {
  const pick = usePick()
  const text = textOf(line, field)
  if (text === undefined) return dash
  return (
    <button
      type="button"
      className={`plain ${classes.value}`}
      title={`${field}: ${text}\nClick to filter, Shift-click to leave out`}
      onClick={(event) => {
        event.stopPropagation()
        pick(isFilter(field, text))(event)
      }}
    >
      {children ?? text}
    </button>
  )
}

function Status({ line }: { line: Line }) {
  const palette = usePalette()
  const status = numberOf(line, 'status')
  if (status === undefined) return dash
  return (
    <Value line={line} field="status">
      <i className={classes.dot} style={{ background: statusColour(palette, status) }} />
      {status}
    </Value>
  )
}

const request: LineColumn = {
  name: 'Request',
  kind: 'wide',
  cell: (line) => {
    const why = textOf(line, 'parse_error')
    if (why) {
      return (
        <span className={classes.unparsed} title={why}>
          <b>did not parse</b> {textOf(line, 'message')}
        </span>
      )
    }
    const [verb, ...rest] = requestOf(line).split(' ')
    return (
      <Value line={line} field="path">
        <span className="faint">{verb}</span> {rest.join(' ')}
      </Value>
    )
  },
}

const client: LineColumn = {
  name: 'Client',
  cell: (line) => (
    <Value line={line} field="host">
      <Country code={textOf(line, 'country')} />
      {textOf(line, 'host')}
    </Value>
  ),
}

const number = (name: string, field: string, show: (value: number) => string): LineColumn => ({
  name,
  kind: 'number',
  cell: (line) => {
    const value = numberOf(line, field)
    return value === undefined ? dash : show(value)
  },
})

const time = (show: (millis: number) => string): LineColumn => ({
  name: 'Time',
  cell: (line) => <time title={full(line.at)}>{show(line.at)}</time>,
})

const status: LineColumn = { name: 'Status', cell: (line) => <Status line={line} /> }
const field = (name: string, of: string): LineColumn => ({
  name,
  kind: 'late',
  cell: (line) => <Value line={line} field={of} />,
})

export const LIVE_COLUMNS: readonly LineColumn[] = [
  time(clock),
  client,
  request,
  status,
  number('Sent', 'bytes', bytes),
  number('Took', 'request_time', duration),
  field('From', 'referer_host'),
  field('Browser', 'browser'),
]

export const LINE_COLUMNS: readonly LineColumn[] = [time(moment), ...LIVE_COLUMNS.slice(1)]

interface LineTableProps {
  readonly lines: readonly Line[]
  readonly columns: readonly LineColumn[]
  readonly fresh?: (id: string) => boolean
  readonly onOpen?: (line: Line) => void
  readonly open?: string
}

/** Lines one below the other, coloured by status. A value filters; the rest of the row opens the line. */
export function LineTable({ lines, columns, fresh, onOpen, open }: LineTableProps) {
  const palette = usePalette()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {columns.map(({ name, kind }) => (
            <th scope="col" key={name} data-kind={kind}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr
            key={line.id}
            data-testid="line-row"
            data-fresh={fresh?.(line.id)}
            data-open={open === line.id}
            data-class={statusClass(line)}
            style={{ '--status': statusColour(palette, numberOf(line, 'status')) } as CSSProperties}
            onClick={() => onOpen?.(line)}
          >
            {columns.map(({ name, kind, cell }, at) => (
              <td key={name} data-kind={kind} data-column={name.toLowerCase()}>
                {at === 0 && onOpen ? (
                  <button type="button" className="plain" aria-label={`Open the line of ${full(line.at)}`}>
                    {cell(line)}
                  </button>
                ) : (
                  cell(line)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function statusClass(line: Line): string {
  const code = numberOf(line, 'status')
  return code === undefined ? 'none' : `${Math.floor(code / 100)}xx`
}
