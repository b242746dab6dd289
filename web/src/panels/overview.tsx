import type { ComponentType } from 'react'
import { useKnown } from '../data/desk.tsx'
import type { Build } from '../data/hub.ts'
import { OVERVIEW, type PanelQuery } from '../queries/overview.ts'
import { bucketsOf, type SearchAnswer } from '../queries/search-body.ts'
import { Devices } from './devices.tsx'
import { Hours } from './hours.tsx'
import { Methods } from './methods.tsx'
import { Newest } from './newest.tsx'
import classes from './overview.module.css'
import { ProductPaths } from './product-paths.tsx'
import { Clients, MissingPages, Pages, Referrers, Slowest, VirtualHosts } from './rankings.tsx'
import { Requests } from './requests.tsx'
import { Browsers, Systems } from './rings.tsx'
import { Statuses } from './statuses.tsx'
import { Totals } from './totals.tsx'
import { Unusual } from './unusual/unusual.tsx'
import { World } from './world.tsx'

interface Place {
  readonly Show: ComponentType<{ span: number }>
  /** Columns of twelve. */
  readonly span: number
  /** Shown only when this search finds something; `spare` is the width of its neighbours without it. */
  readonly needs?: PanelQuery
  readonly spare?: { readonly of: PanelQuery; readonly span: number }
}

/** The Overview, from top left to bottom right. */
const PLACES: readonly Place[] = [
  { Show: Requests, span: 8 },
  { Show: Unusual, span: 4 },
  { Show: Pages, span: 4 },
  { Show: Clients, span: 4 },
  { Show: Referrers, span: 4 },
  { Show: World, span: 8 },
  { Show: Hours, span: 4 },
  { Show: Browsers, span: 3 },
  { Show: Systems, span: 3 },
  { Show: Devices, span: 3 },
  { Show: Statuses, span: 3 },
  { Show: ProductPaths, span: 4, needs: 'productPaths' },
  { Show: MissingPages, span: 4, spare: { of: 'productPaths', span: 6 } },
  { Show: Slowest, span: 4, spare: { of: 'productPaths', span: 6 } },
  { Show: VirtualHosts, span: 6, needs: 'vhosts' },
  { Show: Methods, span: 6, spare: { of: 'vhosts', span: 12 } },
  { Show: Newest, span: 12 },
]

export function Overview() {
  const found: Partial<Record<PanelQuery, boolean>> = {
    productPaths: useFound('productPaths', hasLines),
    vhosts: useFound('vhosts', hasTop),
  }
  return (
    <div className={classes.grid}>
      <Totals />
      {PLACES.map(({ Show, span, needs, spare }, at) => {
        if (needs && found[needs] === false) return null
        // biome-ignore lint/suspicious/noArrayIndexKey: the table never changes.
        return <Show key={at} span={spare && found[spare.of] === false ? spare.span : span} />
      })}
    </div>
  )
}

const hasLines = (answer: SearchAnswer) => (answer.hits.total?.value ?? 0) > 0
const hasTop = (answer: SearchAnswer) => bucketsOf(answer.aggregations, 'top').length > 0

/** Undefined until the first answer: then the panel's place is kept, so that nothing jumps. */
function useFound(id: PanelQuery, test: (answer: SearchAnswer) => boolean): boolean | undefined {
  const { answer } = useKnown(id, OVERVIEW[id] as Build)
  return answer && test(answer)
}
