import type { ReactNode } from 'react'
import { short, whole } from '../../format/numbers.ts'
import classes from './details.module.css'

/** Names and values, as many columns as fit. */
export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface TableProps {
  readonly label: string
  readonly heads: readonly string[]
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

/** The first column names, the others are figures. Wider than the screen, it scrolls by itself. */
export function Table({ label, heads, rows }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} data-testid="detail-row">
              {cells.map((cell, at) =>
                at === 0 ? (
                  <th key={heads[at]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={heads[at]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Nothing of its kind is there: how to make one. */
export function None({ children }: { children: ReactNode }) {
  return <div className={classes.none}>{children}</div>
}

export const perSecond = (rate: number | undefined) => (rate === undefined ? '–' : `${short(rate)}/s`)

/** Every digit for who points at it. */
export const Count = ({ value }: { value: number }) => <span title={whole(value)}>{short(value)}</span>
