import { useState } from 'react'
import { bytes, duration, percent, short } from '../format/numbers.ts'
import { Choice } from '../parts/choice.tsx'
import { Country } from '../parts/country.tsx'
import { type Answered, Panel } from '../parts/panel.tsx'
import { type Rank, RankTable } from '../parts/rank-table.tsx'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { filesQuery } from '../queries/rankings.ts'
import { type Bucket, bucketsOf, countOf, metricOf, percentileOf } from '../queries/search-body.ts'

const ROWS_HEIGHT = 295

const topOf = ({ answer }: Answered) => bucketsOf(answer.aggregations, 'top')
const totalOf = ({ answer }: Answered) => answer.hits.total?.value ?? 0
const most = (numbers: readonly number[]) => Math.max(...numbers, 1e-9)

/** The parts of a row that every ranking has. */
const rankOf = (field: string, bucket: Bucket): Rank => ({
  key: String(bucket.key),
  label: String(bucket.key) || '(empty)',
  count: bucket.doc_count,
  filters: [isFilter(field, bucket.key)],
})

const errorShare = (bucket: Bucket) => {
  const errors = countOf(bucket, 'errors')
  return errors === 0 ? <span className="faint">–</span> : percent(errors / bucket.doc_count)
}

export function Pages({ span }: { span: number }) {
  const [files, setFiles] = useState(false)
  return (
    <Panel
      id="pages"
      title={files ? 'Top files' : 'Top pages'}
      build={files ? filesQuery : OVERVIEW.pages}
      span={span}
      height={ROWS_HEIGHT}
      aside={() => <Choice names={['Pages', 'Files']} second={files} onChoose={setFiles} />}
    >
      {(answered) => (
        <RankTable
          mono
          heads={['Path', 'Errors', files ? 'Sent' : 'Visitors']}
          total={totalOf(answered)}
          ranks={topOf(answered).map((bucket) => ({
            ...rankOf('path', bucket),
            cells: [
              errorShare(bucket),
              files ? bytes(metricOf(bucket, 'bytes') ?? 0) : short(metricOf(bucket, 'visitors') ?? 0),
            ],
          }))}
        />
      )}
    </Panel>
  )
}

export function Clients({ span }: { span: number }) {
  return (
    <Panel id="clients" title="Top clients" build={OVERVIEW.clients} span={span} height={ROWS_HEIGHT}>
      {(answered) => (
        <RankTable
          mono
          heads={['Host', 'Errors', 'Sent']}
          total={totalOf(answered)}
          ranks={topOf(answered).map((bucket) => ({
            ...rankOf('host', bucket),
            label: (
              <>
                <Country code={bucketsOf(bucket, 'country')[0]?.key as string | undefined} />
                {bucket.key}
              </>
            ),
            cells: [errorShare(bucket), bytes(metricOf(bucket, 'bytes') ?? 0)],
          }))}
        />
      )}
    </Panel>
  )
}

export function Referrers({ span }: { span: number }) {
  return (
    <Panel id="referrers" title="Referring sites" build={OVERVIEW.referrers} span={span} height={ROWS_HEIGHT}>
      {(answered) => (
        <RankTable
          heads={['Site']}
          total={totalOf(answered)}
          ranks={topOf(answered).map((bucket) => rankOf('referer_host', bucket))}
          nothing="No request in this window names a referring page."
        />
      )}
    </Panel>
  )
}

export function MissingPages({ span }: { span: number }) {
  return (
    <Panel
      id="missingPages"
      title="Pages not found"
      hint="Paths answered with 404, and how many different clients asked for them."
      build={OVERVIEW.missingPages}
      span={span}
      height={ROWS_HEIGHT}
      aside={({ answer }) => <span>{short(answer.hits.total?.value ?? 0)} in all</span>}
    >
      {(answered) => (
        <RankTable
          mono
          tone="warn"
          heads={['Path', 'Clients']}
          total={totalOf(answered)}
          ranks={topOf(answered).map((bucket) => ({
            ...rankOf('path', bucket),
            filters: [isFilter('path', bucket.key), isFilter('status', 404)],
            cells: [short(metricOf(bucket, 'clients') ?? 0)],
          }))}
          nothing="Nobody asked for a page that does not exist."
        />
      )}
    </Panel>
  )
}

export function Slowest({ span }: { span: number }) {
  return (
    <Panel
      id="slowest"
      title="Slowest pages"
      hint="By average request_time, with its 95th percentile; pages with at least three timed requests."
      build={OVERVIEW.slowest}
      span={span}
      height={ROWS_HEIGHT}
    >
      {(answered) => {
        const buckets = topOf(answered)
        const slow = (bucket: Bucket) => metricOf(bucket, 'mean') ?? 0
        const longest = most(buckets.map(slow))
        return (
          <RankTable
            mono
            tone="bad"
            share={false}
            heads={['Path', 'p95', 'Average']}
            total={totalOf(answered)}
            ranks={buckets.map((bucket) => ({
              ...rankOf('path', bucket),
              bar: slow(bucket) / longest,
              cells: [
                duration(percentileOf(bucket, 'time', 95) ?? 0),
                <b key="mean">{duration(slow(bucket))}</b>,
              ],
            }))}
            nothing="The log does not say how long requests took. Add $request_time (nginx) or %D (Apache) to its format."
          />
        )
      }}
    </Panel>
  )
}

export function VirtualHosts({ span }: { span: number }) {
  return (
    <Panel id="vhosts" title="Virtual hosts" build={OVERVIEW.vhosts} span={span} height={116}>
      {(answered) => (
        <RankTable
          heads={['Host', 'Errors', 'Sent']}
          total={totalOf(answered)}
          ranks={topOf(answered)
            .slice(0, 4)
            .map((bucket) => ({
              ...rankOf('vhost', bucket),
              cells: [errorShare(bucket), bytes(metricOf(bucket, 'bytes') ?? 0)],
            }))}
        />
      )}
    </Panel>
  )
}
