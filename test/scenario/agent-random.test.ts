import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Agent } from '../../src/stages/agent/index.ts'
import { createWorld, pause, until, type World } from './agent-world.ts'

/** A small repeatable generator (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Play {
  readonly world: World
  readonly random: () => number
  readonly pattern: string
  agent: Agent
  next: number
  /** Contents so far: each rotation begins another. */
  file: number
  /** The line being written: its beginning is in the file already. */
  open: string
  readonly log: string[]
}

const file = (play: Play) => play.world.path('access.log')
const line = (play: Play) =>
  `198.51.100.7 - - "GET /page/${play.next} HTTP/1.1" 200 file=${play.file} number=${play.next++}\n`

function write(play: Play): void {
  const count = 1 + Math.floor(play.random() * 40)
  let text = play.open === '' ? '' : play.open
  play.open = ''
  for (let at = 0; at < count; at++) text += line(play)
  if (play.random() < 0.3) {
    const last = line(play)
    const cut = 1 + Math.floor(play.random() * (last.length - 1))
    text += last.slice(0, cut)
    play.open = last.slice(cut)
  }
  appendFileSync(file(play), text)
}

function closeLine(play: Play): void {
  if (play.open !== '') appendFileSync(file(play), play.open)
  play.open = ''
}

/**
 * Rotating twice between two looks takes from the agent what it never saw; where it follows one name only,
 * it must have seen a content before that is moved away.
 */
async function seen(play: Play): Promise<void> {
  if (play.pattern !== 'access.log' || !existsSync(file(play))) return
  await until(() => {
    const { size, ino } = statSync(file(play))
    const { files } = play.agent.status().flows[0]
    const here = files.filter((at) => at.inode === String(ino) && at.size === size)
    return here.some(({ offset }) => offset === size)
  }, 'the agent to see the log')
}

/** Moves access.log.1 to .2 (compressed) and so on, as logrotate does. */
function shift(play: Play): void {
  const { path } = play.world
  for (let at = 8; at >= 2; at--) {
    if (existsSync(path(`access.log.${at}.gz`)))
      renameSync(path(`access.log.${at}.gz`), path(`access.log.${at + 1}.gz`))
  }
  if (!existsSync(path('access.log.1'))) return
  writeFileSync(path('access.log.2.gz'), gzipSync(readFileSync(path('access.log.1'))))
  unlinkSync(path('access.log.1'))
}

const operations: Record<string, (play: Play) => void | Promise<void>> = {
  write,
  'write again': write,
  wait: () => pause(30),
  async rename(play) {
    closeLine(play)
    await seen(play)
    if (!existsSync(file(play))) return
    shift(play)
    renameSync(file(play), play.world.path('access.log.1'))
    writeFileSync(file(play), '')
    play.file++
  },
  async copytruncate(play) {
    closeLine(play)
    await seen(play)
    if (!existsSync(file(play))) return
    shift(play)
    copyFileSync(file(play), play.world.path('access.log.1'))
    play.file++
    truncateSync(file(play))
  },
  async 'rename, written to for a while'(play) {
    closeLine(play)
    await seen(play)
    // Of an empty file nothing is known that would let it be found again after a crash.
    if (!existsSync(file(play)) || statSync(file(play)).size === 0) return
    shift(play)
    renameSync(file(play), play.world.path('access.log.1'))
    appendFileSync(play.world.path('access.log.1'), line(play) + line(play))
    play.file++
  },
  async crash(play) {
    play.world.stream.plan.splice(0)
    const left = play.world.stream.records.length
    play.world.stream.plan.push(play.random() < 0.5 ? 'lost answer' : 'fail')
    write(play)
    await until(() => play.world.stream.plan.length === 0 || play.world.stream.records.length > left)
    await restart(play, 1)
  },
  restart: (play) => restart(play, 2_000),
  trouble(play) {
    for (let at = 0; at < 3; at++) play.world.stream.plan.push(play.random() < 0.5 ? 'fail' : 'ok')
  },
}

async function restart(play: Play, shutdownTimeoutMillis: number): Promise<void> {
  // An agent that dies does not wait for answers; the sink keeps or loses records and mark together.
  await play.agent.stop()
  play.agent = play.world.agent([play.world.flow(play.pattern)], { shutdownTimeoutMillis })
  await play.agent.start()
}

async function playOne(seed: number, pattern: string): Promise<void> {
  const world = createWorld()
  const play: Play = {
    world,
    random: seeded(seed),
    pattern,
    agent: world.agent([world.flow(pattern)], { shutdownTimeoutMillis: 1 }),
    next: 0,
    file: 0,
    open: '',
    log: [],
  }
  try {
    await play.agent.start()
    const names = Object.keys(operations)
    for (let step = 0; step < 45; step++) {
      const name = names[Math.floor(play.random() * names.length)]
      play.log.push(`${step} ${name} (${play.next})`)
      world.said.push(`-- ${step} ${name} ${play.next} ${JSON.stringify(play.open)}`)
      await operations[name](play)
      if (play.random() < 0.7) await pause(Math.floor(play.random() * 25))
    }
    closeLine(play)
    world.stream.plan.splice(0)
    await restart(play, 2_000)
    await until(() => world.stream.records.length >= play.next, 'all lines').catch(() => {})
    await pause(300)
    const numbers = world.stream.texts().map((text) => Number(/number=(\d+)\n$/.exec(text)?.[1]))
    const seen = new Map<number, number>()
    for (const number of numbers) seen.set(number, (seen.get(number) ?? 0) + 1)
    const wrong = Array.from({ length: play.next }, (_, at) => at).filter((at) => seen.get(at) !== 1)
    expect(
      wrong.map((at) => `${at}: ${seen.get(at) ?? 0} times`),
      `seed ${seed}, ${pattern}\n${play.log.join('\n')}\n${world.said.join('\n')}`,
    ).toEqual([])
    expect(
      world.stream.texts().filter((text) => !/number=\d+\n$/.test(text)),
      `${play.log.join('\n')}\n${world.said.join('\n')}`,
    ).toEqual([])
    expect(numbers.length).toBe(play.next)
    const files = world.stream.texts().map((text) => /file=(\d+)/.exec(text)?.[1])
    const late = numbers.filter((number, at) => {
      const before = files.lastIndexOf(files[at], at - 1)
      return at > 0 && before >= 0 && numbers[before] > number
    })
    expect(late, 'order within a file').toEqual([])
  } finally {
    await world.close()
  }
}

const seeds = (process.env.AGENT_SEEDS ?? '1,2,3,4,5,6').split(',').map(Number)

it.each(seeds)('any rotation and any crash: every line once (seed %i, the log alone)', (seed) =>
  playOne(seed, 'access.log'),
)
it.each(seeds)('any rotation and any crash: every line once (seed %i, with its rotated files)', (seed) =>
  playOne(seed, 'access.log*'),
)
