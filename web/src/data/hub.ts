import { boundsQuery } from '../queries/bounds.ts'
import type { QueryContext } from '../queries/context.ts'
import { metricOf, type SearchAnswer, type SearchBody } from '../queries/search-body.ts'
import { type Window, windowOf } from '../view/range.ts'
import type { View } from '../view/view.ts'

import type { Asked, Failure, Outcome, Transport } from './transport.ts'

/** The part of a view that panels depend on. */
export type Question = Pick<View, 'range' | 'query' | 'filters'>

export type Build = (context: QueryContext) => SearchBody

/** What a panel knows. The last answer stays while the next is on its way, so that nothing flickers. */
export interface Known {
  readonly answer?: SearchAnswer
  /** Of the newest try; an older answer may still be there. */
  readonly error?: Failure
  /** The context of `answer`. */
  readonly context?: QueryContext
  /** The answer belongs to an earlier view. */
  readonly stale: boolean
}

export interface Stored extends Window {
  readonly lines: number
}

interface Slot {
  readonly id: string
  readonly build: Build
  readonly listeners: Set<() => void>
  known: Known
  visible: boolean
  due: boolean
  /** New data came while the panel was out of sight. */
  missed: boolean
}

export interface Hub {
  subscribe(id: string, build: Build, listener: () => void): () => void
  known(id: string): Known
  /** Panels out of sight are asked once a view; when they come into sight, they catch up. */
  setVisible(id: string, visible: boolean): void
  setView(view: Question): void
  /** New data may be there: asks again, soon, unless a round is running or nobody looks. */
  nudge(): void
  /** Asks everything again, now. */
  reload(): void
  setPaused(paused: boolean): void
  /** What all panels are asked within, as of the newest round. */
  context(): QueryContext | undefined
  /** Undefined until it is known; null when nothing is stored. */
  stored(): Stored | null | undefined
  /** Why the newest round could not even learn what is stored. */
  trouble(): Failure | undefined
  /** What the search room refused in the newest round: most often a query that can't be read. */
  refusal(): Failure | undefined
  onRound(listener: () => void): () => void
}

export interface HubPorts {
  readonly transport: Transport
  now(): number
  readonly timeZone: string
}

const BOUNDS: Asked = { id: 'bounds', body: boundsQuery }
const NOTHING: Known = { stale: true }
/** At most one round a second, and at most a quarter of the search room's time. */
const SPACING_MILLIS = 1000
const REST = 3

/** Asks for all panels together, in rounds that share one moment as "now". */
export function createHub({ transport, now, timeZone }: HubPorts): Hub {
  const slots = new Map<string, Slot>()
  const roundListeners = new Set<() => void>()
  let view: Question | undefined
  let context: QueryContext | undefined
  let stored: Stored | null | undefined
  let trouble: Failure | undefined
  let refusal: Failure | undefined
  let running: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  let paused = false
  let earliest = 0

  function tell(slot: Slot, known: Known) {
    slot.known = known
    for (const listener of slot.listeners) listener()
  }

  function schedule(millis: number) {
    clearTimeout(timer)
    timer = setTimeout(() => void round(), millis)
  }

  async function round() {
    timer = undefined
    if (!view || paused) return
    if (running) {
      again = true
      return
    }
    const due = [...slots.values()].filter((slot) => slot.due)
    if (due.length === 0 && view.range) return
    const abort = new AbortController()
    running = abort
    again = false
    const started = now()
    try {
      await ask(view, due, abort.signal)
    } catch {
      // Aborted: the view has changed and its own round follows.
    }
    if (running !== abort) return
    running = undefined
    const ended = now()
    earliest = ended + Math.max(SPACING_MILLIS, (ended - started) * REST)
    if (again) schedule(0)
    else if ([...slots.values()].some((slot) => slot.due)) schedule(earliest - ended)
    for (const listener of roundListeners) listener()
  }

  async function ask(asking: Question, due: readonly Slot[], signal: AbortSignal) {
    const at = now()
    const { query, filters, range = { kind: 'all' } as const } = asking
    const first = range.kind === 'all'
    if (first) await transport([BOUNDS], (_id, outcome) => keepBounds(outcome), signal)
    const window = windowOf(range, at, stored ? { from: stored.from, to: stored.to + 1 } : undefined)
    const shared: QueryContext = { ...window, now: at, query, filters, timeZone }
    context = shared
    refusal = undefined
    const asked: Asked[] = due.map(({ id, build }) => ({ id, body: build(shared) }))
    for (const slot of due) {
      slot.due = false
      slot.missed = false
    }
    if (!first) asked.push(BOUNDS)
    await transport(asked, (id, outcome) => settle(id, outcome, shared, signal), signal)
  }

  function keepBounds({ answer, error }: Outcome) {
    trouble = error
    if (answer) stored = storedOf(answer) ?? null
  }

  function settle(id: string, outcome: Outcome, shared: QueryContext, signal: AbortSignal) {
    if (signal.aborted) return
    if (id === BOUNDS.id) keepBounds(outcome)
    const slot = slots.get(id)
    if (!slot) return
    if (outcome.error && !outcome.error.lost) refusal = outcome.error
    if (outcome.answer) tell(slot, { answer: outcome.answer, context: shared, stale: false })
    else tell(slot, { ...slot.known, error: outcome.error })
  }

  function askAll() {
    running?.abort()
    running = undefined
    for (const slot of slots.values()) slot.due = true
    schedule(0)
  }

  return {
    subscribe(id, build, listener) {
      let slot = slots.get(id)
      if (!slot || slot.build !== build) {
        slot = {
          id,
          build,
          listeners: slot?.listeners ?? new Set(),
          known: slot?.known ?? NOTHING,
          visible: true,
          due: true,
          missed: false,
        }
        slots.set(id, slot)
        if (!running) schedule(0)
        else again = true
      }
      slot.listeners.add(listener)
      return () => {
        slot.listeners.delete(listener)
        if (slots.get(id)?.listeners.size === 0) slots.delete(id)
      }
    },
    known: (id) => slots.get(id)?.known ?? NOTHING,
    setVisible(id, visible) {
      const slot = slots.get(id)
      if (!slot || slot.visible === visible) return
      slot.visible = visible
      if (!visible || !slot.missed) return
      slot.due = true
      if (!timer && !running) schedule(0)
    },
    setView(next) {
      if (next === view) return
      view = next
      for (const slot of slots.values()) tell(slot, { ...slot.known, stale: true })
      askAll()
    },
    nudge() {
      for (const slot of slots.values()) {
        if (slot.visible) slot.due = true
        else slot.missed = true
      }
      if (!timer && !running) schedule(Math.max(0, earliest - now()))
    },
    reload: askAll,
    setPaused(next) {
      if (paused === next) return
      paused = next
      if (!paused) schedule(0)
    },
    context: () => context,
    stored: () => stored,
    trouble: () => trouble,
    refusal: () => refusal,
    onRound(listener) {
      roundListeners.add(listener)
      return () => roundListeners.delete(listener)
    },
  }
}

export function storedOf(answer: SearchAnswer): Stored | undefined {
  const from = metricOf(answer.aggregations, 'first')
  const to = metricOf(answer.aggregations, 'last')
  if (from === undefined || to === undefined) return undefined
  return { from, to, lines: answer.hits.total?.value ?? 0 }
}
