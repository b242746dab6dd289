import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import type { Filter } from '../queries/filter.ts'
import { sameFilter } from '../queries/filter.ts'
import { type ViewStore, withFilter, withoutFilter } from './store.ts'
import type { View } from './view.ts'

export const StoreContext = createContext<ViewStore | undefined>(undefined)

export function useStore(): ViewStore {
  const store = useContext(StoreContext)
  if (!store) throw new Error('useStore outside StoreContext')
  return store
}

export function useView(store: ViewStore): View {
  return useSyncExternalStore(store.subscribe, store.get)
}

/** The view, and the verbs that change it. */
export function useViewer() {
  const store = useStore()
  const view = useView(store)
  const verbs = useMemo(
    () => ({
      change: store.change,
      add: (...added: readonly Filter[]) => {
        const filters = added.reduce(withFilter, store.get().filters)
        store.change({ filters })
      },
      remove: (filter: Filter) => store.change({ filters: withoutFilter(store.get().filters, filter) }),
      replace: (old: Filter, next: Filter) => {
        const filters = store.get().filters.map((filter) => (sameFilter(filter, old) ? next : filter))
        store.change({ filters })
      },
    }),
    [store],
  )
  return { view, ...verbs }
}
