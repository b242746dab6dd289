import { readPattern } from '../core/event-pattern.ts'
import { errors } from '../errors.ts'
import type { Mapping } from './definition.ts'

/** Members that Create- and UpdateEventSourceMapping share. */
export interface MappingInput {
  readonly Enabled?: boolean
  readonly BatchSize?: number
  readonly MaximumBatchingWindowInSeconds?: number
  readonly ParallelizationFactor?: number
  readonly MaximumRecordAgeInSeconds?: number
  readonly MaximumRetryAttempts?: number
  readonly BisectBatchOnFunctionError?: boolean
  readonly TumblingWindowInSeconds?: number
  readonly FunctionResponseTypes?: readonly string[]
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] }
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string }
    readonly OnFailure?: { readonly Destination?: string }
  }
  readonly KMSKeyArn?: string
}

type Settings = Pick<
  Mapping,
  | 'enabled'
  | 'batchSize'
  | 'windowSeconds'
  | 'parallel'
  | 'maxAgeSeconds'
  | 'retries'
  | 'bisect'
  | 'reportFailures'
  | 'filters'
  | 'onFailure'
>

const DEFAULTS: Settings = {
  enabled: true,
  batchSize: 100,
  windowSeconds: 0,
  parallel: 1,
  maxAgeSeconds: -1,
  retries: -1,
  bisect: false,
  reportFailures: false,
  filters: [],
}

/** What was given, over what was there before. */
export function readMapping(input: MappingInput, before: Settings = DEFAULTS): Settings {
  if (input.TumblingWindowInSeconds) {
    throw errors.notServed('TumblingWindowInSeconds', 'windows are not kept between invocations.')
  }
  if (input.KMSKeyArn) throw errors.notServed('KMSKeyArn', 'there are no KMS keys.')
  if (input.DestinationConfig?.OnSuccess?.Destination) {
    throw errors.invalid('Unsupported DestinationConfig parameter for given event source mapping type.')
  }
  const maxAgeSeconds = input.MaximumRecordAgeInSeconds ?? before.maxAgeSeconds
  if (maxAgeSeconds !== -1 && maxAgeSeconds < 60) {
    throw errors.invalid('MaximumRecordAgeInSeconds is -1 or from 60 to 604800.')
  }
  const onFailure = input.DestinationConfig ? readDestination(input.DestinationConfig) : before.onFailure
  return {
    enabled: input.Enabled ?? before.enabled,
    batchSize: input.BatchSize ?? before.batchSize,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? before.windowSeconds,
    parallel: input.ParallelizationFactor ?? before.parallel,
    maxAgeSeconds,
    retries: input.MaximumRetryAttempts ?? before.retries,
    bisect: input.BisectBatchOnFunctionError ?? before.bisect,
    reportFailures: input.FunctionResponseTypes
      ? input.FunctionResponseTypes.includes('ReportBatchItemFailures')
      : before.reportFailures,
    filters: input.FilterCriteria ? readFilters(input.FilterCriteria.Filters ?? []) : before.filters,
    ...(onFailure ? { onFailure } : {}),
  }
}

function readDestination({ OnFailure: onFailure }: NonNullable<MappingInput['DestinationConfig']>) {
  const arn = onFailure?.Destination
  if (!arn) return undefined
  if (/^arn:aws[\w-]*:s3:::[a-z0-9.-]{3,63}$/.test(arn)) return arn
  throw errors.notServed(`The on-failure destination ${arn}`, 'there are buckets only: arn:aws:s3:::NAME.')
}

const MOST_FILTERS = 5

function readFilters(filters: readonly { readonly Pattern?: string }[]): readonly string[] {
  if (filters.length > MOST_FILTERS) throw errors.invalid(`There are at most ${MOST_FILTERS} filters.`)
  return filters.map(({ Pattern: pattern = '{}' }) => {
    try {
      readPattern(pattern)
    } catch (error) {
      throw errors.invalid(`Invalid filter pattern definition: ${(error as Error).message}.`)
    }
    return pattern
  })
}

/** EventSourceMappingConfiguration. */
export function describeMapping(mapping: Mapping, state: string, result: string, arn: string) {
  const { onFailure } = mapping
  return {
    UUID: mapping.id,
    StartingPosition: mapping.start,
    ...(mapping.startTime === undefined ? {} : { StartingPositionTimestamp: new Date(mapping.startTime) }),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    ParallelizationFactor: mapping.parallel,
    EventSourceArn: mapping.streamArn,
    FunctionArn: mapping.functionArn,
    LastModified: new Date(mapping.modified),
    LastProcessingResult: result,
    State: state,
    StateTransitionReason: 'User action',
    DestinationConfig: { OnFailure: onFailure ? { Destination: onFailure } : {} },
    MaximumRecordAgeInSeconds: mapping.maxAgeSeconds,
    BisectBatchOnFunctionError: mapping.bisect,
    MaximumRetryAttempts: mapping.retries,
    TumblingWindowInSeconds: 0,
    FunctionResponseTypes: mapping.reportFailures ? ['ReportBatchItemFailures'] : [],
    EventSourceMappingArn: arn,
    ...(mapping.filters.length > 0
      ? { FilterCriteria: { Filters: mapping.filters.map((Pattern) => ({ Pattern })) } }
      : {}),
  }
}
