import { IconFilterMinus } from '@tabler/icons-react'
import type { CSSProperties, ReactNode } from 'react'
import { percent, short, whole } from '../format/numbers.ts'
import type { Filter } from '../queries/filter.ts'
import { Nothing } from './panel.tsx'
import { usePick } from './pick.ts'
import classes from './rank-table.module.css'

export interface Rank {
  readonly key: string
  readonly label: ReactNode
  readonly count: number
  /** The bar's length, 0–1; by default the count's part of the highest. */
  readonly bar?: number
  readonly cells?: readonly ReactNode[]
  /** What a click asks for. */
  readonly filters: readonly Filter[]
}

interface RankTableProps {
  readonly ranks: readonly Rank[]
  readonly total: number
  /** Heads: of the label, of the extra cells. */
  readonly heads: readonly [label: string, ...cells: string[]]
  readonly mono?: boolean
  readonly nothing?: string
  /** Off where the count is not a part of all lines. */
  readonly share?: boolean
  readonly tone?: 'accent' | 'warn' | 'bad'
}

/** Values by frequency, with a bar in the cell and the share of the total. A row filters. */
export function RankTable({
  ranks,
  total,
  heads,
  mono,
  nothing,
  share = true,
  tone = 'accent',
}: RankTableProps) {
  if (ranks.length === 0) return <Nothing>{nothing}</Nothing>
  const most = Math.max(...ranks.map(({ count }) => count))
  const [labelHead, ...cellHeads] = heads
  return (
    <table className={classes.table} data-tone={tone}>
      <thead>
        <tr>
          <th scope="col">{labelHead}</th>
          {cellHeads.map((head) => (
            <th scope="col" key={head} className={classes.number}>
              {head}
            </th>
          ))}
          <th scope="col" className={classes.number}>
            Requests
          </th>
          {share && (
            <th scope="col" className={classes.number}>
              Share
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {ranks.map((rank) => (
          <RankRow key={rank.key} rank={rank} most={most} total={total} mono={mono} share={share} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly rank: Rank
  readonly most: number
  readonly total: number
  readonly mono?: boolean
  readonly share: boolean
}

function RankRow({ rank, most, total, mono, share }: RowProps) {
  const { key, label, count, cells = [], filters, bar = count / most } = rank
  const pick = usePick()
  return (
    <tr data-testid="rank-row" data-value={key}>
      <td className={classes.label} style={{ '--bar': `${Math.min(1, bar) * 100}%` } as CSSProperties}>
        <span className={classes.bar} />
        <button
          type="button"
          className={`plain ${classes.value} ${mono ? 'mono' : ''}`}
          title={`${key}\nClick to filter, Shift-click to leave out`}
          onClick={pick(...filters)}
        >
          {label}
        </button>
        <button
          type="button"
          className={`plain ${classes.exclude}`}
          aria-label={`Leave out ${key}`}
          title="Leave out"
          onClick={() => pick(...filters)({ altKey: true, shiftKey: false })}
        >
          <IconFilterMinus size={14} />
        </button>
      </td>
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
        <td key={at} className={classes.number}>
          {cell}
        </td>
      ))}
      <td className={classes.number} title={whole(count)}>
        {short(count)}
      </td>
      {share && <td className={`${classes.number} ${classes.share}`}>{percent(count / total)}</td>}
    </tr>
  )
}
