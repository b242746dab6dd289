import { useKnown } from '../data/desk.tsx'
import { percent, short, whole } from '../format/numbers.ts'
import { HeatGrid } from '../parts/heat-grid.tsx'
import { type Answered, Nothing, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import type { Filter } from '../queries/filter.ts'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { PRODUCT_PREFIX } from '../queries/product-paths.ts'
import { bucketsOf } from '../queries/search-body.ts'
import classes from './product-paths.module.css'

const WAYS = [
  {
    key: 'search',
    name: 'Search page',
    filters: [{ field: 'referer', test: { kind: 'has', value: '/search' } }],
  },
  {
    key: 'recommendation',
    name: 'Recommended',
    filters: [{ field: 'referer', test: { kind: 'has', value: '/recommendation' } }],
  },
  {
    key: 'other',
    name: 'Other ways',
    filters: [
      { field: 'referer', test: { kind: 'has', value: '/search' }, negated: true },
      { field: 'referer', test: { kind: 'has', value: '/recommendation' }, negated: true },
    ],
  },
] as const satisfies readonly { key: string; name: string; filters: readonly Filter[] }[]

export function ProductPaths({ span }: { span: number }) {
  return (
    <Panel
      id="productPaths"
      title="How visitors reach products"
      hint={`Requests for pages below ${PRODUCT_PREFIX} by the page that they came from: search, recommendations or elsewhere.`}
      build={OVERVIEW.productPaths}
      span={span}
      height={295}
      aside={({ answer }) => <span>{short(answer.hits.total?.value ?? 0)} product views</span>}
    >
      {(answered) => <Ways {...answered} />}
    </Panel>
  )
}

function Ways({ answer }: Answered) {
  const pick = usePick()
  const ways = useKnown('productWays', OVERVIEW.productWays)
  const total = answer.hits.total?.value ?? 0
  if (total === 0) return <Nothing>No product page was asked for.</Nothing>
  if (!ways.answer) return null
  const sums = new Map(
    bucketsOf(ways.answer.aggregations, 'total').map(({ key, doc_count }) => [key, doc_count]),
  )
  const products = bucketsOf(answer.aggregations, 'products')
  return (
    <>
      <div className={classes.sums}>
        {WAYS.map(({ key, name, filters }) => (
          <button
            key={key}
            type="button"
            className="plain"
            data-testid={`way-${key}`}
            onClick={pick({ field: 'path', test: { kind: 'prefix', value: PRODUCT_PREFIX } }, ...filters)}
          >
            <b>{percent((sums.get(key) ?? 0) / total)}</b>
            <span>{name}</span>
          </button>
        ))}
      </div>
      <HeatGrid
        label="Product views by product and the page before"
        nameWidth="min(170px, 38%)"
        columns={WAYS.map(({ name }) => (
          <span key={name} className={classes.head}>
            {name}
          </span>
        ))}
        rows={products.map((product) => {
          const path = String(product.key)
          const counts = new Map(bucketsOf(product, 'how').map(({ key, doc_count }) => [key, doc_count]))
          return {
            name: path.slice(PRODUCT_PREFIX.length),
            cells: WAYS.map(({ key, name, filters }) => ({
              value: counts.get(key) ?? 0,
              title: `${path} from ${name.toLowerCase()}: ${whole(counts.get(key) ?? 0)}`,
              onPick: pick(isFilter('path', path), ...filters),
            })),
          }
        })}
      />
    </>
  )
}
