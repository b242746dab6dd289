import { type CSSProperties, type PointerEvent, useRef, useState } from 'react'

interface BrushPorts {
  /** Index of the bar under x (px from the chart's left edge). */
  indexAt(x: number): number
  onSelect(first: number, last: number): void
}

/** Less than this is a click, not a drag. */
const SMALLEST = 6

/** Dragging across a chart, with mouse, pen or finger. */
export function useBrush({ indexAt, onSelect }: BrushPorts) {
  const start = useRef<number>(undefined)
  const [range, setRange] = useState<readonly [number, number]>()

  const place = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(box.width, Math.max(0, event.clientX - box.left))
  }

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return
      start.current = place(event)
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (start.current === undefined) return
      const at = place(event)
      setRange(Math.abs(at - start.current) < SMALLEST ? undefined : [start.current, at])
    },
    onPointerUp() {
      start.current = undefined
      setRange(undefined)
      if (!range) return
      const [first, last] = [Math.min(...range), Math.max(...range)]
      onSelect(Math.round(indexAt(first)), Math.round(indexAt(last)))
    },
    onPointerCancel() {
      start.current = undefined
      setRange(undefined)
    },
  }

  const shade: CSSProperties | undefined = range && {
    left: Math.min(...range),
    width: Math.abs(range[1] - range[0]),
  }
  return { handlers, shade }
}
