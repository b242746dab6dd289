import { bytes, short } from '../format/numbers.ts'
import { span } from '../format/times.ts'
import type { Meter } from './counters.ts'
import { rateOf, type Sample, seriesOf } from './rates.ts'
import {
  consumersOf,
  type DeliveryDetail,
  deliveriesOf,
  detailOf,
  flowsOf,
  numberOf,
  type PipelineReport,
  roomOf,
  toOthers,
} from './report.ts'

/** The rooms that records go through, in their order. */
export const JOURNEY = ['bookstore', 'agent', 'stream', 'functions', 'delivery', 'lake', 'search'] as const
/** `elsewhere` is no room of ours: the services that delivery streams bring records to. */
export type JourneyRoom = (typeof JOURNEY)[number] | 'elsewhere'

export type NodeState = 'works' | 'waits' | 'starts' | 'trouble' | 'stopped'

export interface RoomNode {
  readonly room: JourneyRoom
  readonly title: string
  readonly state: NodeState
  /** Records a second; undefined while nothing is known. */
  readonly rate: number | undefined
  readonly unit: string
  readonly series: readonly number[]
  readonly facts: readonly Fact[]
  /** `past`: it does not hurt any more. */
  readonly error?: { readonly message: string; readonly at: string; readonly past: boolean }
}

export interface Fact {
  readonly label: string
  readonly value: string
}

const TITLES: Readonly<Record<JourneyRoom, string>> = {
  bookstore: 'Bookstore',
  agent: 'Agent',
  stream: 'Stream',
  functions: 'Functions',
  delivery: 'Delivery',
  lake: 'Lake',
  search: 'Search',
  elsewhere: 'Elsewhere',
}

export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  works: 'works',
  waits: 'waits',
  starts: 'starts',
  trouble: 'trouble',
  stopped: 'stopped',
}

const WINDOW_MILLIS = 5000
/** Objects are put once in a while: a short window would mostly show nothing. */
const LAKE_WINDOW_MILLIS = 60_000
export const SERIES = 60

export const windowOf = (meter: Meter) =>
  meter === 'lake' || meter === 'toLake' ? LAKE_WINDOW_MILLIS : WINDOW_MILLIS

/** The picture's nodes: those rooms of the journey that this program has. */
export function nodesOf(report: PipelineReport, samples: readonly Sample<Meter>[]): readonly RoomNode[] {
  const rooms = JOURNEY.filter((room) => roomOf(report, room)).map((room) => nodeOf(room, report, samples))
  return deliveriesOf(report).some(toOthers) ? [...rooms, nodeOf('elsewhere', report, samples)] : rooms
}

/** Other people's services are as well as the worst delivery stream that leads there. */
function stateOfOthers(report: PipelineReport) {
  const streams = deliveriesOf(report).filter(toOthers)
  const worst = (['failing', 'starting', 'stopped'] as const).find((bad) =>
    streams.some(({ state }) => state === bad),
  )
  const [lastError] = streams
    .flatMap(({ lastError: error }) => error ?? [])
    .sort((a, b) => (a.at < b.at ? 1 : -1))
  return { state: worst ?? ('ok' as const), lastError }
}

function nodeOf(room: JourneyRoom, report: PipelineReport, samples: readonly Sample<Meter>[]): RoomNode {
  const { state = 'starting', lastError } =
    room === 'elsewhere' ? stateOfOthers(report) : (roomOf(report, room) ?? {})
  const rate = rateOf(samples, room, windowOf(room))
  const shown = stateOf(state, rate)
  return {
    ...{ room, title: TITLES[room], state: shown, rate },
    unit: room === 'bookstore' ? 'requests/s' : room === 'search' ? 'documents/s' : 'records/s',
    series: seriesOf(samples, room, SERIES),
    facts: FACTS[room](report),
    ...(lastError ? { error: { ...lastError, past: shown !== 'trouble' && shown !== 'stopped' } } : {}),
  }
}

/** A room in order that has nothing to do waits; that is no trouble. */
export function stateOf(
  state: 'starting' | 'ok' | 'failing' | 'stopped',
  rate: number | undefined,
): NodeState {
  if (state === 'failing') return 'trouble'
  if (state === 'stopped') return 'stopped'
  if (state === 'starting') return 'starts'
  return rate ? 'works' : 'waits'
}

/** `0 ms` behind is better said in words. */
export const behind = (millis: number) => (millis <= 0 ? 'none' : span(millis))

const FACTS: Readonly<Record<JourneyRoom, (report: PipelineReport) => readonly Fact[]>> = {
  bookstore(report) {
    const { requests, linesLost } = detailOf(report, 'bookstore')
    return [
      { label: 'Requests', value: short(numberOf(requests)) },
      { label: 'Lines lost', value: short(numberOf(linesLost)) },
    ]
  },
  agent(report) {
    const files = flowsOf(report).flatMap((flow) => flow.files)
    return [
      { label: 'Lag', value: behind(most(files, ({ lagMillis }) => lagMillis)) },
      { label: 'Files followed', value: short(files.length) },
    ]
  },
  stream(report) {
    const shards = report.streams.flatMap((stream) => stream.shards)
    return [
      { label: 'Slowest reader', value: behind(most(consumersOf(report), ({ millis }) => millis)) },
      { label: 'Records kept', value: short(sum(shards, ({ kept }) => kept)) },
    ]
  },
  functions(report) {
    const { records, unparsed } = detailOf(report, 'functions')
    return [
      { label: 'Not parsed', value: short(numberOf(unparsed)) },
      { label: 'Records so far', value: short(numberOf(records)) },
    ]
  },
  delivery(report) {
    const all = deliveriesOf(report)
    return [
      { label: 'Oldest waiting', value: behind(most(all, ({ lagMillis }) => lagMillis)) },
      { label: 'Failed records', value: short(sum(all, ({ failed }) => failed)) },
    ]
  },
  lake(report) {
    const arms = armsTo(report, 'lake')
    return [
      { label: 'Lag', value: behind(most(arms, ({ lagMillis }) => lagMillis)) },
      { label: 'Buffered', value: bytes(sum(arms, ({ bufferBytes }) => bufferBytes)) },
    ]
  },
  search(report) {
    const arms = armsTo(report, 'index')
    return [
      { label: 'Lag', value: behind(most(arms, ({ lagMillis }) => lagMillis)) },
      { label: 'Documents', value: short(numberOf(detailOf(report, 'search').documents)) },
    ]
  },
  elsewhere(report) {
    const arms = deliveriesOf(report).filter(toOthers)
    return [
      { label: 'Lag', value: behind(most(arms, ({ lagMillis }) => lagMillis)) },
      { label: 'Buffered', value: bytes(sum(arms, ({ bufferBytes }) => bufferBytes)) },
    ]
  },
}

const armsTo = (report: PipelineReport, kind: string): readonly DeliveryDetail[] =>
  deliveriesOf(report).filter(({ destination }) => destination === kind)

const most = <T>(items: readonly T[], pick: (item: T) => number | undefined) =>
  Math.max(0, ...items.map((item) => numberOf(pick(item))))
const sum = <T>(items: readonly T[], pick: (item: T) => number | undefined) =>
  items.reduce((total, item) => total + numberOf(pick(item)), 0)

/** How fast the dots on an edge move. */
export type Flow = 'none' | 'slow' | 'middle' | 'fast'

export function flowOf(rate: number | undefined): Flow {
  if (!rate) return 'none'
  return rate < 20 ? 'slow' : rate < 1000 ? 'middle' : 'fast'
}

/** A node in one sentence, for who hears the page. */
export function sentenceOf({ title, state, rate, unit, facts, error }: RoomNode): string {
  const speed = rate === undefined ? '' : ` ${short(rate)} ${unit.replace('/s', ' a second')}.`
  const told = facts.map(({ label, value }) => `${label}: ${value}.`).join(' ')
  const hurt = error ? ` ${error.past ? 'Earlier error' : 'Error'}: ${error.message}` : ' No errors.'
  return `${title} ${STATE_WORDS[state]}.${speed} ${told}${hurt}`
}
