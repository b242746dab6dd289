import { timeLocal } from '../log/line.ts'
import { createRandom, type Random } from '../random.ts'
import { attack } from '../traffic/attacks.ts'
import { activity } from '../traffic/countries.ts'
import { type Clients, createClients } from './clients.ts'
import { drawTable, type Words, words } from './draw.ts'
import { createRequests, type Requests } from './requests.ts'

export interface BulkOptions {
  readonly seed: number | string
  readonly lines: number
  /** ms since 1970: the first line's time and the end. The lines between follow the world's day and week. */
  readonly start: number
  readonly end: number
  /** Adds nginx's `$request_time` after the agent; without it a line is Combined exactly. */
  readonly withTime?: boolean
}

const LINES_A_CHUNK = 4096
/** Normal lines between two bursts of attack, on average. */
const BURST_EVERY = 180_000
const MALFORMED = [
  '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03" 400 157 "-" "-"',
  '\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-"',
  'GET /index.html" 400 157 "-" "-"',
  '" 400 0 "-" "-"',
  '-" 408 0 "-" "-"',
  'quit" 400 157 "-" "-"',
  'SSH-2.0-Go" 400 157 "-" "-"',
  'GET / HTTP/1.1" 400 255 "-" "Mozilla/5.0 \\x22quoted\\x22 agent"',
]

interface Cast {
  readonly clients: Clients
  readonly requests: Requests
  readonly words: Words
  readonly random: Random
  readonly clientOf: Uint32Array
}

/**
 * A big access log for measurements, in chunks of bytes. Its words repeat as a real log's do (60,000 clients by
 * Zipf's law, some 450 agents, 2,000 referrers, one line in seven with an address that occurs once); unlike
 * `traffic` it has no sessions, which is what makes it fast. The same options give the same bytes.
 */
export function* generateLog(options: BulkOptions): Generator<Uint8Array> {
  const random = createRandom(`${options.seed}/bulk`)
  const clients = createClients(random.fork('clients'), options.start)
  const cast: Cast = {
    clients,
    requests: createRequests(random.fork('requests')),
    words: words(random.fork('lines')),
    random: random.fork('rare'),
    clientOf: drawTable(clients.prefixes.length, 0.85),
  }
  const stamp = clock(options)
  let burst = startBurst(cast)
  let quiet = nextBurst(cast)
  for (let done = 0; done < options.lines; ) {
    const upTo = Math.min(options.lines, done + LINES_A_CHUNK)
    let chunk = ''
    for (; done < upTo; done++) {
      if (--quiet < 0 && cast.words.next() % 5 < 3) {
        const shot = burst.next()
        if (!shot.done) {
          chunk += finish(shot.value.before + stamp(done) + shot.value.after, cast, options)
          continue
        }
        burst = startBurst(cast)
        quiet = nextBurst(cast)
      }
      chunk += finish(ordinary(cast, stamp(done)), cast, options)
    }
    yield Buffer.from(chunk, 'latin1')
  }
}

function ordinary(cast: Cast, stamp: string): string {
  const { clients, requests, words, clientOf } = cast
  const word = words.next()
  const client = clientOf[word & (clientOf.length - 1)]
  if (word >>> 20 === 7)
    return `${clients.prefixes[client]}${stamp}] "${MALFORMED[words.next() % MALFORMED.length]}`
  const request = requests.draw(words, clients.robots[client] === 1)
  return clients.prefixes[client] + stamp + request + clients.agents[client]
}

function finish(line: string, { words }: Cast, { withTime }: BulkOptions): string {
  if (!withTime) return `${line}\n`
  const word = words.next()
  const millis = (word & 15) === 0 ? 80 + ((word >>> 8) % 2900) : (word >>> 8) % 60
  return `${line} ${(millis / 1000).toFixed(3)}\n`
}

function nextBurst({ random }: Cast): number {
  return Math.round(random.between(0.3, 1.7) * BURST_EVERY)
}

/** One attack as pieces before and after the time. */
function* startBurst({ random }: Cast): Generator<{ before: string; after: string }, void> {
  for (const { method, target, headers } of attack(random, random.between(30, 120))) {
    const status = random.pick([404, 404, 404, 400, 403, 200, 500])
    const quote = (text: string | undefined) =>
      text?.replaceAll('\\', '\\x5C').replaceAll('"', '\\x22') ?? '-'
    yield {
      before: `${headers['x-forwarded-for']} - - [`,
      after: `] "${method} ${quote(target)} HTTP/1.1" ${status} ${150 + random.below(2500)} "${quote(headers.referer)}" "${quote(headers['user-agent'])}"`,
    }
  }
}

/** The time of line `at` as text; each hour gets lines by how awake the world is. */
function clock(options: BulkOptions): (at: number) => string {
  const HOUR = 3_600_000
  const hours = Math.max(1, Math.ceil((options.end - options.start) / HOUR))
  const bounds = new Float64Array(hours + 1)
  for (let hour = 0; hour < hours; hour++)
    bounds[hour + 1] = bounds[hour] + activity(options.start + hour * HOUR)
  const scale = options.lines / bounds[hours]
  let hour = 0
  let second = -1
  let text = ''
  return (at) => {
    while (hour < hours - 1 && at >= bounds[hour + 1] * scale) hour++
    const from = bounds[hour] * scale
    const part = (at - from) / (bounds[hour + 1] * scale - from)
    const length = Math.min(HOUR, options.end - options.start - hour * HOUR)
    const now = Math.floor((options.start + hour * HOUR + part * length) / 1000)
    if (now !== second) {
      second = now
      text = timeLocal(now * 1000, 0)
    }
    return text
  }
}
