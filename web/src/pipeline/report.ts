import type {
  PipelineReport,
  ShardReport,
  StreamReport,
} from '../../../src/stages/console/core/pipeline-report.ts'

export type { PipelineReport, ShardReport, StreamReport }

/** What the rooms on the picture tell in their `detail`, as far as the page shows it. */
export interface FileDetail {
  readonly path: string
  readonly state: string
  readonly lagBytes?: number
  readonly lagMillis?: number
  readonly records?: number
  readonly truncatedRecords?: number
}

export interface FlowDetail {
  readonly pattern: string
  readonly destination: string
  readonly waiting?: boolean
  readonly files: readonly FileDetail[]
}

export interface ConsumerDetail {
  readonly stream: string
  readonly consumer: string
  readonly records: number
  readonly millis: number
}

export interface DeliveryDetail {
  readonly destination: string
  readonly state: string
  readonly lagRecords: number
  readonly lagMillis: number
  readonly records: number
  readonly failed: number
  readonly unparsed: number
  readonly bytes: number
  readonly objects: number
  readonly bufferBytes: number
  readonly lastSuccess?: string
  readonly lastError?: { readonly message: string; readonly at: string }
}

export interface OwnFunctionDetail {
  readonly invocations: number
  readonly errors: number
  readonly throttles: number
  readonly active: number
  /** Sum, ms. */
  readonly duration: number
}

type Detail = Readonly<Record<string, unknown>>

export const roomOf = (report: PipelineReport, room: string) =>
  report.rooms.find((each) => each.room === room)

export function detailOf(report: PipelineReport, room: string): Detail {
  return roomOf(report, room)?.detail ?? {}
}

const list = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? value : [])
const entries = <T>(value: unknown): readonly (readonly [string, T])[] =>
  value && typeof value === 'object' ? Object.entries(value) : []

/** Anything that is not a number counts as none: an older program may lack a counter. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0

export const flowsOf = (report: PipelineReport) =>
  list<FlowDetail>(detailOf(report, 'agent').flows).map((flow) => ({
    ...flow,
    files: list<FileDetail>(flow.files),
  }))

export const consumersOf = (report: PipelineReport) =>
  list<ConsumerDetail>(detailOf(report, 'stream').consumers)

export const deliveriesOf = (report: PipelineReport) =>
  entries<DeliveryDetail>(detailOf(report, 'delivery').deliveryStreams).map(([name, status]) => ({
    name,
    ...status,
  }))

export const ownFunctionsOf = (report: PipelineReport) =>
  entries<OwnFunctionDetail>(detailOf(report, 'functions').own).map(([name, counts]) => ({ name, ...counts }))

/** Delivery streams to somebody else's service: HTTP, Splunk, Redshift. */
export const toOthers = ({ destination }: { readonly destination: string }) =>
  destination !== 'lake' && destination !== 'index'

export const problemsOf = (report: PipelineReport) => list<string>(detailOf(report, 'delivery').problems)
