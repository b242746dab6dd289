import { createRandom, type Random } from '../random.ts'
import { createAgenda } from './agenda.ts'
import { attack } from './attacks.ts'
import { activity } from './countries.ts'
import { reader } from './reader.ts'
import { crawler, feedReader, knock, probe } from './robots.ts'
import type { Session, Step } from './step.ts'

export interface TrafficOptions {
  readonly seed: number | string
  /** Requests per second, on average over a week; attacks and uptime checks come on top. Above 0. */
  readonly rate: number
  /** Readers at the same time; by default as many as it takes for an unhurried pace. */
  readonly visitors?: number
  /** ms since 1970. */
  readonly start: number
  /** Seconds between bursts of attack, on average. */
  readonly attackEvery?: number
}

export interface Planned {
  /** When, ms since 1970. */
  readonly at: number
  readonly step: Step
}

interface Crowd {
  /** Part of the rate that this crowd makes. */
  readonly share: number
  /** Part of the visitors' number that acts at once. */
  readonly slots: number
  readonly session: (at: number, random: Random) => Session
  /** Readers sleep at night, robots do not. */
  readonly sleeps: boolean
}

const CROWDS: readonly Crowd[] = [
  { share: 0.83, slots: 1, session: reader, sleeps: true },
  { share: 0.13, slots: 0.1, session: (_at, random) => crawler(random), sleeps: false },
  { share: 0.03, slots: 0.05, session: (_at, random) => feedReader(random), sleeps: false },
  { share: 0.01, slots: 0.01, session: (_at, random) => knock(random), sleeps: true },
]

/** Somebody who goes from session to session; `next` answers the step to make and the pause before it, ms. */
type Actor = (at: number) => { readonly pause: number; readonly step: Step }

/**
 * All requests that the site will get, in the order of time, without end. The same options give the same
 * requests: nothing here depends on what the site answers.
 */
export function* traffic(options: TrafficOptions): Generator<Planned, never> {
  const agenda = createAgenda<{ actor: Actor; step: Step }>()
  const invite = (actor: Actor, at: number) => {
    const { pause, step } = actor(at)
    agenda.add(at + pause, { actor, step })
  }
  for (const { actor, since } of everybody(options)) {
    let at = options.start - since
    let first = actor(at)
    while (at + first.pause < options.start) {
      at += first.pause
      first = actor(at)
    }
    agenda.add(at + first.pause, { actor, step: first.step })
  }
  for (;;) {
    const { at, item } = agenda.take()!
    yield { at, step: item.step }
    invite(item.actor, at)
  }
}

interface Arrival {
  readonly actor: Actor
  /** How long before the start this one came, ms: at the start people are in the middle of their visits. */
  readonly since: number
}

/** The crowds, the uptime checks, and whoever means harm. */
function* everybody(options: TrafficOptions): Generator<Arrival> {
  const visitors = options.visitors ?? defaultVisitors(options.rate)
  const random = createRandom(options.seed)
  for (const [at, crowd] of CROWDS.entries()) {
    const slots = Math.max(1, Math.round(visitors * crowd.slots))
    // The pace of a slot: how long its mean pause is, and how long it must be for the crowd's part of the rate.
    const wanted = (slots / (options.rate * crowd.share)) * 1000
    const pace = wanted / (meanPause(crowd) * 1000)
    for (let slot = 0; slot < slots; slot++) {
      const own = random.fork(`${at}/${slot}`)
      const actor = visitorActor(crowd, pace, own)
      yield { actor, since: own.between(6, 18) * wanted }
    }
  }
  yield { actor: sessionActor(probe(random.fork('probe'))), since: 0 }
  yield { actor: sessionActor(attacks(options, random.fork('attacks'))), since: 0 }
}

/** Six seconds between one reader's requests, up to 2,000 readers. */
export function defaultVisitors(rate: number): number {
  return Math.min(2000, Math.max(4, Math.round(rate * 6)))
}

function visitorActor(crowd: Crowd, pace: number, random: Random): Actor {
  let session: Session | undefined
  return (at) => {
    const speed = crowd.sleeps ? activity(at) : 1
    for (;;) {
      session ??= crowd.session(at, random)
      const { value, done } = session.next()
      if (!done) return { pause: (value.pause * pace * 1000) / speed, step: value }
      session = undefined
    }
  }
}

/** One that never ends and keeps its own time. */
function sessionActor(session: Session): Actor {
  return () => {
    const { value } = session.next()
    if (!value) throw new Error('An endless session ended.')
    return { pause: value.pause * 1000, step: value }
  }
}

/** Bursts: the first one comes early, so that whoever looks sees one. */
function* attacks(options: TrafficOptions, random: Random): Session {
  const every = options.attackEvery ?? 480
  const perSecond = Math.min(400, Math.max(8, options.rate * 1.2))
  let quiet = random.between(0.12, 0.3) * every
  for (;;) {
    for (const step of attack(random, perSecond)) {
      yield { ...step, pause: step.pause + quiet }
      quiet = 0
    }
    quiet = random.wait(every)
  }
}

const means = new Map<Crowd, number>()

/** Mean pause between two steps of a crowd at its own pace, seconds; measured once on a fixed seed. */
function meanPause(crowd: Crowd): number {
  let mean = means.get(crowd)
  if (mean === undefined) {
    const random = createRandom('pace')
    let steps = 0
    let seconds = 0
    while (steps < 6000) {
      for (const { pause } of crowd.session(0, random)) {
        seconds += pause
        steps++
      }
    }
    mean = seconds / steps
    means.set(crowd, mean)
  }
  return mean
}
