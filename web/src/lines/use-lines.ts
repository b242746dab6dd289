import { useEffect, useMemo, useRef, useState } from 'react'
import { useDesk, useKnown } from '../data/desk.tsx'
import { searchOnce } from '../data/transport.ts'
import type { QueryContext } from '../queries/context.ts'
import { LINES_A_PAGE, linesQuery } from '../queries/lines.ts'
import type { SearchAnswer } from '../queries/search-body.ts'
import { type Line, lineOf } from './line.ts'

/** Reading on: the first page as it was then, and the pages after it. */
interface Reading {
  readonly context: QueryContext
  readonly total: number
  readonly lines: readonly Line[]
  readonly ended: boolean
}

const first = (context: QueryContext) => linesQuery(context)

/**
 * The first page follows the log; once the reader scrolls on, the list stands still (nothing shifts under the
 * eye) and newer lines are only counted.
 */
export function useLines() {
  const { answer, context, error, stale } = useKnown('lines', first)
  const { hub } = useDesk()
  const [reading, setReading] = useState<Reading>()
  const [loading, setLoading] = useState(false)
  const [failure, setFailure] = useState<string>()
  const abort = useRef<AbortController>(undefined)

  // A new question: the pages after the first belong to the old one.
  useEffect(() => {
    if (!stale) return
    abort.current?.abort()
    setReading(undefined)
    setLoading(false)
    setFailure(undefined)
  }, [stale])

  const top = useMemo(() => answer?.hits.hits.map(lineOf), [answer])
  const total = answer?.hits.total?.value ?? 0

  async function more() {
    if (loading || stale || !context || !top || reading?.ended || top.length < LINES_A_PAGE) return
    const from = reading ?? { context, total, lines: top, ended: false }
    const last = from.lines.at(-1)
    if (!last?.sort) return
    setLoading(true)
    setFailure(undefined)
    const stop = new AbortController()
    abort.current = stop
    try {
      const next = linesOf(await searchOnce(linesQuery(from.context, last.sort), stop.signal))
      setReading({ ...from, lines: [...from.lines, ...next], ended: next.length < LINES_A_PAGE })
    } catch (reason) {
      if (!stop.signal.aborted) setFailure((reason as Error).message)
    } finally {
      if (!stop.signal.aborted) setLoading(false)
    }
  }

  return {
    lines: reading?.lines ?? top,
    total: reading?.total ?? total,
    newer: reading ? Math.max(0, total - reading.total) : 0,
    loading,
    failure: failure ?? (answer ? undefined : error?.reason),
    more: () => void more(),
    showNewest() {
      setReading(undefined)
      hub.reload()
    },
  }
}

const linesOf = (answer: SearchAnswer) => answer.hits.hits.map(lineOf)
