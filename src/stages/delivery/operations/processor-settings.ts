import type { Expansion } from '../core/expansion.ts'
import type { SubRecords } from '../core/sub-records.ts'
import { errors } from '../errors.ts'
import type { Processor } from '../settings.ts'
import type { ProcessingInput, ProcessorInput } from './inputs.ts'

const MIB = 1 << 20

/** The Lambda processor, or undefined when there is none or processing is off. */
export function readProcessor(processing: ProcessingInput | undefined, place: string): Processor | undefined {
  const lambda = processorsOf(processing, place).find(({ Type }) => Type === 'Lambda')
  const where = `${place}.ProcessingConfiguration.Processors Lambda`
  if (!lambda) return undefined
  const values = parametersOf(lambda, where, LAMBDA_PARAMETERS)
  const functionArn = values.get('LambdaArn')
  if (!functionArn) throw errors.wrong(where, 'the parameter LambdaArn is missing.')
  // The interval is an upper bound: a function in this program is given records at once.
  readNumber(values, 'BufferIntervalInSeconds', where, { min: 0, max: 900, whole: true })
  const size = readNumber(values, 'BufferSizeInMBs', where, { min: 0.2, max: 3, whole: false })
  return {
    functionArn,
    retries: readNumber(values, 'NumberOfRetries', where, { min: 0, max: 300, whole: true }) ?? 3,
    maxBytes: size === undefined ? Number.POSITIVE_INFINITY : Math.floor(size * MIB),
  }
}

/**
 * What AppendDelimiterToRecord puts behind a record; empty when it is not asked for. Documents that a function
 * made stand on lines of their own anyway, so that with one only the default, a newline, is possible.
 */
export function readDelimiter(processing: ProcessingInput | undefined, place: string): Uint8Array {
  const processors = processorsOf(processing, place)
  const appending = processors.find(({ Type }) => Type === 'AppendDelimiterToRecord')
  if (!appending) return Buffer.from('')
  const where = `${place}.ProcessingConfiguration.Processors AppendDelimiterToRecord`
  const given = parametersOf(appending, where, ['Delimiter']).get('Delimiter') ?? '\\n'
  const delimiter = given.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t')
  if (delimiter !== '\n' && processors.some(({ Type }) => Type === 'Lambda')) {
    throw errors.notServed(`${where} Delimiter`, 'together with a Lambda processor it can only be a newline.')
  }
  return Buffer.from(delimiter)
}

/** What is done before the function: each kind at most once. */
export function readExpansion(
  processing: ProcessingInput | undefined,
  place: string,
  aggregated: boolean,
): Expansion {
  const processors = processorsOf(processing, place)
  const of = (type: string) => processors.find(({ Type }) => Type === type)
  const where = (type: string) => `${place}.ProcessingConfiguration.Processors ${type}`
  const [unpacking, extracting, splitting] = [
    'Decompression',
    'CloudWatchLogProcessing',
    'RecordDeAggregation',
  ].map(of)
  if (unpacking) {
    const values = parametersOf(unpacking, where('Decompression'), ['CompressionFormat'])
    oneOf(values, 'CompressionFormat', ['GZIP'], where('Decompression'))
  }
  if (extracting && !unpacking) {
    throw errors.wrong(where('CloudWatchLogProcessing'), 'it needs a Decompression processor besides.')
  }
  let messages = false
  if (extracting) {
    const values = parametersOf(extracting, where('CloudWatchLogProcessing'), ['DataMessageExtraction'])
    const extraction = oneOf(
      values,
      'DataMessageExtraction',
      ['true', 'false'],
      where('CloudWatchLogProcessing'),
    )
    messages = extraction === 'true'
  }
  const how = splitting && readSubRecords(splitting, where('RecordDeAggregation'))
  return { aggregated, gunzip: unpacking !== undefined, messages, ...(how ? { subRecords: how } : {}) }
}

function readSubRecords(processor: ProcessorInput, where: string): SubRecords {
  const values = parametersOf(processor, where, ['SubRecordType', 'Delimiter'])
  const kind = oneOf(values, 'SubRecordType', ['JSON', 'DELIMITED'], where)
  const given = values.get('Delimiter')
  if (kind === 'JSON') {
    if (given === undefined) return { kind }
    throw errors.wrong(`${where} Delimiter`, 'JSON objects have none. Leave it out, or use DELIMITED.')
  }
  const delimiter = Buffer.from(given ?? '', 'base64')
  if (
    delimiter.length === 0 ||
    delimiter.toString('base64').replace(/=+$/, '') !== given?.replace(/=+$/, '')
  ) {
    throw errors.wrong(`${where} Delimiter`, 'DELIMITED needs a delimiter, written in base64.')
  }
  return { kind: 'DELIMITED', delimiter }
}

/** The jq query of MetadataExtraction; undefined when it is not asked for. */
export function readQuery(processing: ProcessingInput | undefined, place: string): string | undefined {
  const extracting = processorsOf(processing, place).find(({ Type }) => Type === 'MetadataExtraction')
  if (!extracting) return undefined
  const where = `${place}.ProcessingConfiguration.Processors MetadataExtraction`
  const values = parametersOf(extracting, where, ['MetadataExtractionQuery', 'JsonParsingEngine'])
  oneOf(values, 'JsonParsingEngine', ['JQ-1.6'], where)
  const query = values.get('MetadataExtractionQuery')
  if (!query) throw errors.wrong(where, 'the parameter MetadataExtractionQuery is missing.')
  return query
}

/** Only S3 has partitions. */
export function assertNoPartitions(processing: ProcessingInput | undefined, place: string) {
  if (readQuery(processing, place) === undefined) return
  const where = `${place}.ProcessingConfiguration.Processors MetadataExtraction`
  throw errors.wrong(where, 'only S3 destinations have partitions. Leave it out.')
}

function oneOf(
  values: ReadonlyMap<string, string>,
  name: string,
  known: readonly string[],
  where: string,
): string {
  const value = values.get(name)
  if (value === undefined) throw errors.wrong(where, `the parameter ${name} is missing.`)
  if (known.includes(value)) return value
  throw errors.wrong(`${where} ${name}`, `'${value}' is not known. It is one of: ${known.join(', ')}.`)
}

const LAMBDA_PARAMETERS = [
  'LambdaArn',
  'NumberOfRetries',
  'RoleArn',
  'BufferSizeInMBs',
  'BufferIntervalInSeconds',
]

function processorsOf(processing: ProcessingInput | undefined, place: string): readonly ProcessorInput[] {
  const processors = processing?.Processors ?? []
  if (processors.length > 0 && processing?.Enabled === false) return []
  const types = processors.map(({ Type }) => Type)
  const repeated = types.find((type, at) => types.indexOf(type) !== at)
  if (!repeated) return processors
  const where = `${place}.ProcessingConfiguration.Processors ${repeated}`
  throw errors.wrong(where, `at most one ${repeated} processor may be given.`)
}

function parametersOf(
  { Parameters: parameters = [] }: ProcessorInput,
  where: string,
  known: readonly string[],
) {
  const values = new Map<string, string>()
  for (const { ParameterName: name, ParameterValue: value } of parameters) {
    if (!known.includes(name)) {
      throw errors.wrong(where, `it has no parameter ${name}. It has: ${known.join(', ')}.`)
    }
    if (values.has(name)) throw errors.wrong(where, `the parameter ${name} is given twice.`)
    values.set(name, value)
  }
  return values
}

function readNumber(
  values: ReadonlyMap<string, string>,
  name: string,
  where: string,
  range: { readonly min: number; readonly max: number; readonly whole: boolean },
): number | undefined {
  const text = values.get(name)
  if (text === undefined) return undefined
  const value = Number(text)
  const fits = value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value))
  if (fits) return value
  const kind = range.whole ? 'a whole number' : 'a number'
  throw errors.wrong(`${where} ${name}`, `'${text}' is not ${kind} from ${range.min} to ${range.max}.`)
}
