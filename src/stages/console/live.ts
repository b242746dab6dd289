import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** At most four events a second a viewer: more than an eye follows, less than a commit storm. */
const SPACING_MILLIS = 250
/** Under the idle limit of common proxies (60 s), and how a dead viewer is found out. */
const KEEP_ALIVE_MILLIS = 15_000

export interface Live {
  handle(request: FastifyRequest, reply: FastifyReply): void
  viewers(): number
  close(): void
}

/**
 * Commits as server-sent events: `event: commit`, `data: {"rows": new lines since the last event, "at": ms}`.
 * Commits that come faster than the spacing are summed up. Listens to commits only while somebody watches.
 */
export function createLive(
  onCommit: (listener: (commit: { readonly rows: number }) => void) => () => void,
  now: () => number,
): Live {
  const viewers = new Set<ServerResponse>()
  let unsubscribe: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let keepAlive: NodeJS.Timeout | undefined
  let rows = 0
  let sentAt = Number.NEGATIVE_INFINITY

  function send() {
    timer = undefined
    sentAt = now()
    const event = `event: commit\ndata: ${JSON.stringify({ rows, at: sentAt })}\n\n`
    rows = 0
    for (const viewer of viewers) write(viewer, event)
  }

  function commit(batch: { readonly rows: number }) {
    rows += batch.rows
    if (timer) return
    const wait = Math.min(SPACING_MILLIS, Math.max(0, sentAt + SPACING_MILLIS - now()))
    timer = setTimeout(send, wait)
  }

  /** A viewer who doesn't read must not fill our memory: it is let go and will connect again. */
  function write(viewer: ServerResponse, text: string) {
    if (viewer.writableLength > 65_536) viewer.destroy()
    else viewer.write(text)
  }

  function start() {
    unsubscribe = onCommit(commit)
    keepAlive = setInterval(() => {
      for (const viewer of viewers) write(viewer, ': still here\n\n')
    }, KEEP_ALIVE_MILLIS)
    keepAlive.unref()
  }

  function stop() {
    unsubscribe?.()
    unsubscribe = undefined
    clearInterval(keepAlive)
    clearTimeout(timer)
    timer = undefined
    rows = 0
  }

  return {
    handle(_request, reply) {
      reply.hijack()
      const viewer = reply.raw
      viewer.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
      })
      viewer.write('retry: 1000\n\n')
      if (viewers.size === 0) start()
      viewers.add(viewer)
      viewer.on('close', () => {
        viewers.delete(viewer)
        if (viewers.size === 0) stop()
      })
      viewer.on('error', () => viewer.destroy())
    },
    viewers: () => viewers.size,
    close() {
      stop()
      for (const viewer of viewers) viewer.end()
    },
  }
}
