import { randomUUID } from 'node:crypto'
import { batchOf, bodyOf, countOf, type RecordBatch } from '../record/index.ts'
import {
  type FunctionEngine,
  type InvocationResult,
  ownTransform,
  type Program,
  type Transformed,
} from '../stages/functions/index.ts'
import { count } from './progress.ts'

/** A handler tried out: each record as it went in and as it came out, then the sums. */
export interface Trial {
  /** Answers the exit status. */
  transform(lines: AsyncIterable<Buffer>, signal: AbortSignal): Promise<number>
  invokeOnce(event: Uint8Array): Promise<number>
}

interface TrialPorts {
  readonly engine: FunctionEngine
  readonly program: Program
  readonly say: (text: string) => void
  readonly now: () => number
  /** Records to show. */
  readonly show: number
}

/** As Firehose fills an event. */
const BATCH_BYTES = 1 << 20
const MOST_LOG_LINES = 20

export function createTrial({ engine, program, say, now, show }: TrialPorts): Trial {
  const sums = { records: 0, ok: 0, dropped: 0, failed: 0, invocations: 0, millis: 0, memory: 0 }
  let initMillis: number | undefined
  const logged: string[] = []

  async function invoke(event: Uint8Array): Promise<InvocationResult> {
    const result = await engine.invoke(program, { requestId: randomUUID(), event, invokedArn: program.arn })
    sums.invocations++
    sums.millis += result.millis
    sums.memory = Math.max(sums.memory, result.maxMegabytes)
    initMillis ??= result.initMillis
    const lines = Buffer.from(result.log).toString().split('\n')
    logged.push(...lines.filter((line) => line !== '' && !/^(START|END|REPORT) RequestId: /.test(line)))
    return result
  }

  const transformBatch = ownTransform({
    resolve: () => program,
    uuid: randomUUID,
    async invoke(_, event) {
      const result = await invoke(event)
      if (result.failed) sayError(result.payload)
      return result
    },
    about: {
      deliveryStreamArn: `arn:aws:firehose:${program.region}:${program.account}:deliverystream/trial`,
      region: program.region,
    },
    sequenceNumberOf: () => '0',
  })

  /** The handler's own words: type, message, stack. */
  function sayError(payload: Uint8Array) {
    const told = readJson(payload) as
      | { errorType?: string; errorMessage?: string; trace?: string[]; stackTrace?: string[] }
      | undefined
    say(`The handler failed: ${told?.errorType ?? 'Unhandled'}: ${told?.errorMessage ?? shown(payload)}`)
    for (const line of told?.trace?.slice(1) ?? told?.stackTrace ?? []) say(`  ${line.trimEnd()}`)
    say('')
  }

  async function take(bodies: readonly Buffer[]) {
    const batch = batchOf(bodies, { now: now() })
    const before = sums.records
    sums.records += bodies.length
    try {
      showRecords(batch, await transformBatch(batch), before)
    } catch (error) {
      sums.failed += bodies.length
      const { code = 'Lambda.FunctionError', message } = error as Error & { code?: string }
      say(`All ${count(bodies.length)} records of an event failed: ${code}: ${message}\n`)
    }
  }

  function showRecords(batch: RecordBatch, { made, places, failed }: Transformed, before: number) {
    const outputs = new Map(Array.from(places, (place, at) => [place, at]))
    const failures = new Map(failed.map((each) => [each.at, each]))
    sums.ok += places.length
    sums.failed += failed.length
    sums.dropped += countOf(batch) - places.length - failed.length
    for (let at = 0; at < countOf(batch) && before + at < show; at++) {
      const failure = failures.get(at)
      const output = outputs.get(at)
      const result = failure ? 'ProcessingFailed' : output === undefined ? 'Dropped' : 'Ok'
      say(`record ${before + at + 1}: ${result}`)
      say(`  in   ${shown(bodyOf(batch, at))}`)
      if (output !== undefined) say(`  out  ${shown(bodyOf(made, output))}`)
      if (failure) say(`       ${failure.code}: ${failure.message}`)
      say('')
    }
  }

  function summarise() {
    for (const line of logged.slice(0, MOST_LOG_LINES)) say(`log: ${printable(line)}`)
    if (logged.length > MOST_LOG_LINES) say(`log: … ${count(logged.length - MOST_LOG_LINES)} more lines`)
    if (logged.length > 0) say('')
    const rate = sums.millis > 0 ? Math.round((sums.records / sums.millis) * 1000) : 0
    if (sums.records > 0) {
      say(
        `${count(sums.records)} records: ${count(sums.ok)} Ok, ${count(sums.dropped)} Dropped, ` +
          `${count(sums.failed)} ProcessingFailed.`,
      )
    }
    const speed = sums.records > 0 ? ` (${count(rate)} records/s)` : ''
    say(
      `${count(sums.invocations)} invocation${sums.invocations === 1 ? '' : 's'} in ${sums.millis.toFixed(1)} ms${speed}, ` +
        `begun in ${(initMillis ?? 0).toFixed(0)} ms, at most ${sums.memory} MB.`,
    )
  }

  return {
    async transform(lines, signal) {
      let bodies: Buffer[] = []
      let bytes = 0
      for await (const line of lines) {
        if (signal.aborted) break
        if (bodies.length > 0 && bytes + line.length > BATCH_BYTES) {
          await take(bodies)
          bodies = []
          bytes = 0
        }
        bodies.push(line)
        bytes += line.length
      }
      if (bodies.length > 0) await take(bodies)
      if (sums.records === 0) {
        say('There are no lines.')
        return 1
      }
      summarise()
      return sums.failed > 0 ? 1 : 0
    },
    async invokeOnce(event) {
      const { payload, failed } = await invoke(event)
      if (failed) sayError(payload)
      else
        say(
          `${JSON.stringify(readJson(payload), undefined, 2) ?? printable(Buffer.from(payload).toString())}\n`,
        )
      summarise()
      return failed ? 1 : 0
    },
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

const MOST_SHOWN = 2000

function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, MOST_SHOWN)).toString().replace(/\n$/, '')
  return printable(text) + (bytes.length > MOST_SHOWN ? '…' : '')
}

/** Control characters never reach the terminal. */
function printable(text: string): string {
  return text.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
