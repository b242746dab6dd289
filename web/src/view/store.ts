import type { Filter } from '../queries/filter.ts'
import { sameFilter } from '../queries/filter.ts'
import { viewFromSearch, viewToSearch } from './address.ts'
import type { View } from './view.ts'

export interface ViewStore {
  get(): View
  /** Changes the address; `push` (the default) makes a step that the back button undoes. */
  change(part: Partial<View>, how?: 'push' | 'replace'): void
  subscribe(listener: () => void): () => void
}

/** The view lives in the address bar; this reads and writes it there. */
export function createViewStore(): ViewStore {
  let view = viewFromSearch(window.location.search)
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  window.addEventListener('popstate', () => {
    view = viewFromSearch(window.location.search)
    tell()
  })
  return {
    get: () => view,
    change(part, how = 'push') {
      const next = { ...view, ...part }
      const before = viewToSearch(view)
      const after = viewToSearch(next)
      if (before === after) return
      view = next
      const url = window.location.pathname + after
      if (how === 'push') window.history.pushState(null, '', url)
      else window.history.replaceState(null, '', url)
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Adds a chip; the same question again replaces it (a second click with the other sign turns it round). */
export function withFilter(filters: readonly Filter[], filter: Filter): readonly Filter[] {
  const rest = filters.filter((other) => !sameFilter(other, filter))
  return [...rest, filter]
}

export function withoutFilter(filters: readonly Filter[], filter: Filter): readonly Filter[] {
  return filters.filter((other) => !sameFilter(other, filter))
}
