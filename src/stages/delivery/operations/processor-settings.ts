import { errors, reasons } from '../errors.ts'
import type { Processor } from '../settings.ts'
import type { ProcessingInput, ProcessorInput } from './inputs.ts'

const MIB = 1 << 20

/** The Lambda processor, or undefined when there is none or processing is off. */
export function readProcessor(processing: ProcessingInput | undefined, place: string): Processor | undefined {
  const lambdas = processorsOf(processing, place).filter(({ Type }) => Type === 'Lambda')
  const where = `${place}.ProcessingConfiguration.Processors Lambda`
  if (lambdas.length > 1) throw errors.wrong(where, 'at most one Lambda processor may be given.')
  if (lambdas.length === 0) return undefined
  const values = parametersOf(lambdas[0], where, LAMBDA_PARAMETERS)
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
  for (const { Type: type } of processors) {
    if (type === 'Lambda' || type === 'AppendDelimiterToRecord') continue
    throw errors.notServed(`${place}.ProcessingConfiguration.Processors ${type}`, reasons.processor)
  }
  return processors
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
