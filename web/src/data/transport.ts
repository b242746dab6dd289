import { INDEX } from '../queries/context.ts'
import type { SearchAnswer, SearchBody } from '../queries/search-body.ts'

export interface Asked {
  readonly id: string
  readonly body: SearchBody
}

export type Outcome =
  | { readonly answer: SearchAnswer; readonly error?: undefined }
  | { readonly answer?: undefined; readonly error: Failure }

/** Why there is no answer, in words; `lost` when Tailrace itself can't be reached. */
export interface Failure {
  readonly reason: string
  readonly lost: boolean
  readonly type?: string
}

/** Sends searches together; `onOutcome` is called for each as it arrives, exactly once unless aborted. */
export type Transport = (
  asked: readonly Asked[],
  onOutcome: (id: string, outcome: Outcome) => void,
  signal: AbortSignal,
) => Promise<void>

const LOST: Failure = {
  lost: true,
  reason: 'Tailrace does not answer. Is it still running? This page tries again by itself.',
}

interface Line {
  readonly id: string
  readonly status: number
  readonly body: unknown
}

/** One request for all; the answers come back line by line, in the order in which they are ready. */
export const fetchTransport: Transport = async (asked, onOutcome, signal) => {
  const open = new Set(asked.map(({ id }) => id))
  const settle = (id: string, outcome: Outcome) => {
    if (open.delete(id)) onOutcome(id, outcome)
  }
  try {
    const searches = asked.map(({ id, body }) => ({ id, index: INDEX, body }))
    const response = await fetch('/api/msearch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ searches }),
      signal,
    })
    if (!response.ok || !response.body) {
      const failure = failureOf(await response.json().catch(() => undefined), response.status)
      for (const id of [...open]) settle(id, { error: failure })
      return
    }
    for await (const text of linesOf(response.body)) {
      const { id, status, body } = JSON.parse(text) as Line
      settle(id, status < 300 ? { answer: body as SearchAnswer } : { error: failureOf(body, status) })
    }
  } catch (error) {
    if (signal.aborted) throw error
  }
  for (const id of [...open]) settle(id, { error: LOST })
}

/** A single search outside the panels' rounds. */
export async function searchOnce(body: SearchBody, signal: AbortSignal): Promise<SearchAnswer> {
  const outcomes: Outcome[] = []
  await fetchTransport([{ id: 'once', body }], (_id, outcome) => void outcomes.push(outcome), signal)
  const [{ answer, error }] = outcomes
  if (answer) return answer
  throw new SearchFailed(error)
}

export class SearchFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.reason)
    this.failure = failure
  }
}

/** OpenSearch's error shapes: `{error: {type, reason, root_cause}}` or `{error: "…"}`. */
function failureOf(body: unknown, status: number): Failure {
  const { error } = (body ?? {}) as { error?: { type?: string; reason?: string } | string }
  if (typeof error === 'string') return { reason: error, lost: false }
  const reason = error?.reason ?? `The search room answered with status ${status}.`
  return { reason, lost: false, ...(error?.type ? { type: error.type } : {}) }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const parts = (rest + value).split('\n')
    rest = parts.pop() as string
    for (const part of parts) if (part) yield part
  }
  if (rest) yield rest
}
