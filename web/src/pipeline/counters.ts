import type { Sample } from './rates.ts'
import { deliveriesOf, detailOf, flowsOf, numberOf, type PipelineReport, roomOf, toOthers } from './report.ts'

/** Whose growth is shown as a rate. `toLake` and `toSearch` are arms behind delivery. */
export type Meter =
  | 'bookstore'
  | 'agent'
  | 'stream'
  | 'functions'
  | 'delivery'
  | 'toLake'
  | 'lake'
  | 'toSearch'
  | 'search'
  | 'elsewhere'

/** One report as counters, each under a name that stays. A store's size may fall, and that is no restart. */
export function sampleOf(report: PipelineReport): Sample<Meter> {
  const deliveries = deliveriesOf(report)
  const delivered = (kind?: string) =>
    Object.fromEntries(
      deliveries
        .filter(({ destination }) => kind === undefined || destination === kind)
        .map(({ name, records }) => [name, numberOf(records)]),
    )
  const functions = detailOf(report, 'functions')
  const documents = roomOf(report, 'search') && numberOf(detailOf(report, 'search').documents)
  return {
    at: report.at,
    counters: {
      bookstore: { requests: numberOf(detailOf(report, 'bookstore').requests) },
      agent: Object.fromEntries(
        flowsOf(report).flatMap(({ destination, files }) =>
          files.map(({ path, records }) => [`${path} ${destination}`, numberOf(records)]),
        ),
      ),
      stream: Object.fromEntries(
        report.streams.flatMap(({ name, shards }) =>
          shards.map(({ id, written }) => [`${name} ${id}`, written]),
        ),
      ),
      functions: { records: numberOf(functions.records) },
      delivery: delivered(),
      toLake: delivered('lake'),
      lake: delivered('lake'),
      toSearch: delivered('index'),
      search: {},
      elsewhere: Object.fromEntries(
        deliveries.filter(toOthers).map(({ name, records }) => [name, numberOf(records)]),
      ),
    },
    sizes: { search: documents === undefined ? {} : { documents } },
  }
}
