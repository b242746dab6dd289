import type { Refresh } from '../view/view.ts'

export type Link = 'connecting' | 'open' | 'lost'

export interface CadencePorts {
  nudge(): void
  setPaused(paused: boolean): void
  onLink(link: Link): void
}

/** Decides when to look again: on commits (server-sent events) or by the clock; never while nobody looks. */
export function createCadence({ nudge, setPaused, onLink }: CadencePorts) {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  function listen() {
    onLink('connecting')
    events = new EventSource('/api/live')
    events.addEventListener('commit', () => nudge())
    events.addEventListener('open', () => {
      onLink('open')
      nudge()
    })
    // The browser connects again by itself unless the server refused; then we try.
    events.addEventListener('error', () => {
      onLink('lost')
      if (events?.readyState === EventSource.CLOSED) timer ??= setInterval(retry, 5000)
    })
  }

  function retry() {
    stop()
    listen()
  }

  function stop() {
    events?.close()
    events = undefined
    clearInterval(timer)
    timer = undefined
  }

  document.addEventListener('visibilitychange', () => setPaused(document.hidden))
  setPaused(document.hidden)

  return {
    set(refresh: Refresh) {
      stop()
      if (refresh === 'live') return listen()
      onLink('open')
      if (refresh !== 'off') timer = setInterval(nudge, Number.parseInt(refresh, 10) * 1000)
    },
    stop,
  }
}
