import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { INDEX } from '../queries/context.ts'
import { fittingRange } from '../view/range.ts'
import type { ViewStore } from '../view/store.ts'
import { useView } from '../view/use-view.ts'
import { createCadence, type Link } from './cadence.ts'
import {
  type ConsoleInfo,
  type Field,
  fetchFields,
  fetchHealth,
  fetchInfo,
  type HouseHealth,
} from './house.ts'
import { type Build, createHub, type Hub, type Known } from './hub.ts'
import { fetchTransport } from './transport.ts'

/** What the whole page shares. */
interface Desk {
  readonly hub: Hub
  readonly link: Link
  readonly health: HouseHealth | undefined
  readonly info: ConsoleInfo | undefined
  readonly fields: readonly Field[]
}

const DeskContext = createContext<Desk | undefined>(undefined)
const HEALTH_MILLIS = 5000

export function DeskProvider({ store, children }: { store: ViewStore; children: ReactNode }) {
  const view = useView(store)
  const hub = useMemo(
    () =>
      createHub({
        transport: fetchTransport,
        now: Date.now,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    [],
  )
  const [link, setLink] = useState<Link>('connecting')
  const cadence = useMemo(
    () => createCadence({ nudge: hub.nudge, setPaused: hub.setPaused, onLink: setLink }),
    [hub],
  )
  const { query, filters, range, refresh } = view
  const question = useMemo(() => ({ query, filters, range }), [query, filters, range])
  useEffect(() => hub.setView(question), [hub, question])
  useEffect(() => {
    cadence.set(refresh)
    return cadence.stop
  }, [cadence, refresh])
  const [hasData, setHasData] = useState(false)
  useEffect(
    () =>
      hub.onRound(() => {
        setHasData(Boolean(hub.stored()))
        chooseRange(hub, store)
      }),
    [hub, store],
  )
  const house = useHouse(link, hasData)
  const desk = useMemo(() => ({ hub, link, ...house }), [hub, link, house])
  return <DeskContext.Provider value={desk}>{children}</DeskContext.Provider>
}

/** An address without a time: the first round tells what there is to show. */
function chooseRange(hub: Hub, store: ViewStore) {
  const stored = hub.stored()
  if (stored && !store.get().range) store.change({ range: fittingRange(stored, Date.now()) }, 'replace')
}

function useHouse(link: Link, hasData: boolean) {
  const [health, setHealth] = useState<HouseHealth>()
  const [info, setInfo] = useState<ConsoleInfo>()
  const [fields, setFields] = useState<readonly Field[]>([])
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) void fetchHealth().then(setHealth)
    }
    ask()
    const timer = setInterval(ask, HEALTH_MILLIS)
    return () => clearInterval(timer)
  }, [])
  const connected = link === 'open'
  useEffect(() => {
    if (!connected) return
    void fetchInfo().then(setInfo)
  }, [connected])
  useEffect(() => {
    if (!hasData) return
    void fetchFields(INDEX).then(setFields, () => {})
  }, [hasData])
  return useMemo(() => ({ health, info, fields }), [health, info, fields])
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk outside DeskProvider')
  return desk
}

/** Subscribes to one search; `build` must keep its identity while it means the same. */
export function useKnown(id: string, build: Build): Known {
  const { hub } = useDesk()
  const subscribe = useCallback(
    (listener: () => void) => hub.subscribe(id, build, listener),
    [hub, id, build],
  )
  return useSyncExternalStore(subscribe, () => hub.known(id))
}

/** Renders again after each round: for what comes from the hub itself. */
export function useRound(): Hub {
  const { hub } = useDesk()
  const [, turn] = useState(0)
  useEffect(() => hub.onRound(() => turn((count) => count + 1)), [hub])
  return hub
}
