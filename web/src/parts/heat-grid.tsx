import { type CSSProperties, Fragment, type ReactNode } from 'react'
import { mix, strength } from '../look/colours.ts'
import { usePalette } from '../look/theme.ts'
import classes from './heat-grid.module.css'

export interface HeatCell {
  readonly value: number
  /** Said in the tooltip and to screen readers. */
  readonly title: string
  readonly onPick?: (event: React.MouseEvent) => void
}

interface HeatGridProps {
  readonly label: string
  readonly rows: readonly { readonly name: string; readonly cells: readonly HeatCell[] }[]
  /** Heads of the columns; undefined ones stay empty. */
  readonly columns: readonly (ReactNode | undefined)[]
  readonly tall?: boolean
  readonly nameWidth?: string
}

/** Cells coloured by the square root of their value, so that quiet hours are seen beside busy ones. */
export function HeatGrid({ label, rows, columns, tall, nameWidth = '34px' }: HeatGridProps) {
  const palette = usePalette()
  const most = Math.max(0, ...rows.flatMap(({ cells }) => cells.map(({ value }) => value)))
  const [cold, hot] = palette.heat
  const colour = (value: number) => (value > 0 ? mix(cold, hot, strength(value, most)) : undefined)
  const style = {
    gridTemplateColumns: `${nameWidth} repeat(${columns.length}, minmax(0, 1fr))`,
    gridTemplateRows: `repeat(${rows.length}, minmax(${tall ? 30 : 22}px, 1fr)) auto`,
  } as CSSProperties
  return (
    <section className={classes.grid} style={style} aria-label={label}>
      {rows.map(({ name, cells }) => (
        <Fragment key={name}>
          <span className={classes.name}>{name}</span>
          {cells.map(({ value, title, onPick }) =>
            onPick && value > 0 ? (
              <button
                key={title}
                type="button"
                className={classes.cell}
                style={{ background: colour(value) }}
                title={title}
                aria-label={title}
                onClick={onPick}
              />
            ) : (
              <span
                key={title}
                className={classes.cell}
                style={{ background: colour(value) }}
                title={title}
              />
            ),
          )}
        </Fragment>
      ))}
      <span />
      {columns.map((head, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a head is its column.
        <span key={at} className={classes.head}>
          {head}
        </span>
      ))}
    </section>
  )
}
