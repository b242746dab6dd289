export interface Agenda<T> {
  add(at: number, item: T): void
  /** Takes out the earliest; of two at the same moment the one that was added first. */
  take(): { readonly at: number; readonly item: T } | undefined
  /** Time of the earliest; Infinity when there is none. */
  next(): number
}

/** A binary heap by time. */
export function createAgenda<T>(): Agenda<T> {
  const heap: { at: number; order: number; item: T }[] = []
  let order = 0
  const before = (i: number, j: number) =>
    heap[i].at < heap[j].at || (heap[i].at === heap[j].at && heap[i].order < heap[j].order)
  const swap = (i: number, j: number) => {
    const held = heap[i]
    heap[i] = heap[j]
    heap[j] = held
  }
  const sink = (from: number) => {
    for (let at = from; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < heap.length && before(left, least)) least = left
      if (right < heap.length && before(right, least)) least = right
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    next: () => (heap.length === 0 ? Number.POSITIVE_INFINITY : heap[0].at),
    add(at, item) {
      heap.push({ at, order: order++, item })
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1
        if (!before(child, parent)) return
        swap(child, parent)
        child = parent
      }
    },
    take() {
      if (heap.length === 0) return undefined
      const first = heap[0]
      const last = heap.pop()!
      if (heap.length > 0) {
        heap[0] = last
        sink(0)
      }
      return first
    },
  }
}
