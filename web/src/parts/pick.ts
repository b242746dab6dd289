import type { KeyboardEvent, MouseEvent } from 'react'
import type { Filter } from '../queries/filter.ts'
import { useViewer } from '../view/use-view.ts'

/** Click filters by a value; with Alt or Shift it leaves the value out. */
export function usePick() {
  const { add } = useViewer()
  return (...filters: readonly Filter[]) =>
    (event?: Pick<MouseEvent | KeyboardEvent, 'altKey' | 'shiftKey'>) => {
      const negated = event?.altKey || event?.shiftKey
      add(...filters.map((filter) => (negated ? { ...filter, negated: true } : filter)))
    }
}
