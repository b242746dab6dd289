import { logLine } from './log/line.ts'
import { createRandom, type Random } from './random.ts'
import { respond } from './site/respond.ts'
import { createAgenda } from './traffic/agenda.ts'
import type { Step } from './traffic/step.ts'
import { traffic } from './traffic/traffic.ts'

export interface HistoryOptions {
  readonly seed: number | string
  /** ms since 1970: from, and up to but not including. */
  readonly start: number
  readonly end: number
  /** About how many lines. */
  readonly lines: number
  /** Local time minus UTC at a moment, minutes. */
  readonly zone: (at: number) => number
}

const LINES_A_CHUNK = 500
const ATTACK_EVERY_SECONDS = 3 * 3600
/** What attacks (their bursts have at least 8 requests a second) and uptime checks add, lines an hour. */
const EXTRA_AN_HOUR = 60 + 53

/**
 * The access log that the site would have written in the past, a chunk of lines at a time: the same visitors
 * and the same site as live, with nobody asking and nobody waiting. Lines are in the order of their times.
 */
export function* history(options: HistoryOptions): Generator<string> {
  let chunk: string[] = []
  for (const line of historyLines(options)) {
    if (chunk.push(line) < LINES_A_CHUNK) continue
    yield chunk.join('')
    chunk = []
  }
  if (chunk.length > 0) yield chunk.join('')
}

/** An answer ends later than it begins: its line waits until no earlier one can come. */
function* historyLines(options: HistoryOptions): Generator<string> {
  const { seed, start, end } = options
  const random = createRandom(seed).fork('history')
  const rate = Math.max(options.lines / ((end - start) / 1000) - EXTRA_AN_HOUR / 3600, 0.01)
  const done = createAgenda<string>()
  for (const { at, step } of traffic({
    seed: `${seed}/history`,
    rate,
    start,
    attackEvery: ATTACK_EVERY_SECONDS,
  })) {
    while (done.next() <= at) yield done.take()!.item
    if (at >= end) return
    const { time, line } = writeDown(step, at, random, options)
    if (time < end) done.add(time, line)
  }
}

function writeDown(step: Step, at: number, random: Random, options: HistoryOptions) {
  const { method, target, headers, body = '' } = step
  const answer = respond({ method, target, headers, body, at }, random)
  const time = Math.round(at + answer.delayMillis)
  const line = logLine(
    {
      address: headers['x-forwarded-for'],
      user: headers.authorization ? atob(headers.authorization.slice('Basic '.length)).split(':')[0] : '',
      at: time,
      request: `${method} ${target} HTTP/1.1`,
      status: answer.status,
      bytes: method === 'HEAD' ? 0 : answer.body.length,
      referer: headers.referer ?? '',
      agent: headers['user-agent'],
      seconds: (time - Math.round(at)) / 1000,
    },
    options.zone(time),
  )
  return { time, line }
}
