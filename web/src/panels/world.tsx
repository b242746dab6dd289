import { useMemo } from 'react'
import { WorldMap } from '../charts/world-map.tsx'
import { short } from '../format/numbers.ts'
import { countryName } from '../format/places.ts'
import { Country } from '../parts/country.tsx'
import { type Answered, Nothing, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import { RankTable } from '../parts/rank-table.tsx'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf, metricOf } from '../queries/search-body.ts'
import classes from './world.module.css'

export function World({ span }: { span: number }) {
  return (
    <Panel
      id="countries"
      title="Countries"
      build={OVERVIEW.countries}
      span={span}
      height={316}
      aside={({ answer }) => {
        const { length } = bucketsOf(answer.aggregations, 'top')
        return <span>{length === 1 ? '1 country' : `${length} countries`}</span>
      }}
    >
      {(answered) => <MapAndList {...answered} />}
    </Panel>
  )
}

function MapAndList({ answer }: Answered) {
  const pick = usePick()
  const countries = useMemo(
    () =>
      bucketsOf(answer.aggregations, 'top').map((bucket) => ({
        code: String(bucket.key),
        count: bucket.doc_count,
        visitors: metricOf(bucket, 'visitors') ?? 0,
      })),
    [answer],
  )
  const total = answer.hits.total?.value ?? 0
  if (countries.length === 0) return <Nothing>No client of this window could be placed on the map.</Nothing>
  return (
    <div className={classes.both}>
      <WorldMap
        countries={countries}
        total={total}
        height="clamp(190px, 21vw, 316px)"
        onPick={(code, event) => pick(isFilter('country', code))(event)}
      />
      <RankTable
        heads={['Country', 'Visitors']}
        total={total}
        ranks={countries.slice(0, 10).map(({ code, count, visitors }) => ({
          key: code,
          label: (
            <>
              <Country code={code} />
              {countryName(code)}
            </>
          ),
          count,
          cells: [short(visitors)],
          filters: [isFilter('country', code)],
        }))}
      />
    </div>
  )
}
