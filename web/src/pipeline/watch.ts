import { useEffect, useState } from 'react'
import type { Refresh } from '../view/view.ts'
import { type Meter, sampleOf } from './counters.ts'
import { type Sample, withSample } from './rates.ts'
import type { PipelineReport } from './report.ts'

/** What the page knows. The last report stays while the program does not answer. */
export interface Watched {
  readonly report: PipelineReport | undefined
  readonly samples: readonly Sample<Meter>[]
  /** Why the newest look failed, and what to do. */
  readonly failure: string | undefined
}

const LOST = 'Tailrace does not answer. Is it still running? This page tries again by itself.'
const EVERY_MILLIS: Readonly<Record<Refresh, number | undefined>> = {
  live: 1000,
  '5s': 5000,
  '30s': 30_000,
  off: undefined,
}

/** Asks each second while somebody looks; as often as the refresh menu says otherwise. `look` asks now. */
export function usePipeline(refresh: Refresh): Watched & { readonly look: () => void } {
  const [watched, setWatched] = useState<Watched>({ report: undefined, samples: [], failure: undefined })
  const [look, setLook] = useState<() => void>(() => () => {})
  useEffect(() => {
    const watch = startWatch(EVERY_MILLIS[refresh], (outcome) =>
      setWatched((before) =>
        typeof outcome === 'string'
          ? { ...before, failure: outcome }
          : { report: outcome, samples: withSample(before.samples, sampleOf(outcome)), failure: undefined },
      ),
    )
    setLook(() => watch.look)
    return watch.stop
  }, [refresh])
  return { ...watched, look }
}

function startWatch(everyMillis: number | undefined, tell: (outcome: PipelineReport | string) => void) {
  const leaving = new AbortController()
  const { signal } = leaving
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false

  async function look() {
    clearTimeout(timer)
    if (asking || document.hidden) return
    asking = true
    const began = performance.now()
    const outcome = await fetchPipeline(signal)
    asking = false
    if (signal.aborted) return
    tell(outcome)
    // After a failure it is tried again even by a page that stands still: nothing else would tell it.
    const wait = everyMillis ?? (typeof outcome === 'string' ? 5000 : undefined)
    if (wait !== undefined)
      timer = setTimeout(() => void look(), Math.max(100, wait - (performance.now() - began)))
  }

  document.addEventListener('visibilitychange', () => void look(), { signal })
  void look()
  return {
    look: () => void look(),
    stop() {
      leaving.abort()
      clearTimeout(timer)
    },
  }
}

async function fetchPipeline(leaving: AbortSignal): Promise<PipelineReport | string> {
  try {
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(10_000)])
    const response = await fetch('/api/pipeline', { signal })
    if (response.ok) return (await response.json()) as PipelineReport
    const { error } = (await response.json().catch(() => ({}))) as { error?: { reason?: string } }
    return `Tailrace answered with status ${response.status}${error?.reason ? `: ${error.reason}` : '.'}`
  } catch {
    return LOST
  }
}
