import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'

type Library = typeof import('./echarts.ts')
let library: Promise<Library> | undefined
const load = () => (library ??= import('./echarts.ts'))

interface ChartProps {
  readonly option: EChartsCoreOption
  readonly height: number | string
  /** What the chart shows, for those who can't see it. */
  readonly label: string
  /** Runs once before the first drawing: to register a map. */
  readonly prepare?: (library: Library) => Promise<void> | void
  readonly onClick?: (event: ChartClick) => void
  readonly onReady?: (chart: EChartsType) => void
}

export interface ChartClick {
  readonly name: string
  readonly seriesIndex?: number
  readonly data?: unknown
  readonly event: { readonly event: MouseEvent }
}

/** An ECharts canvas that follows its box and never animates: numbers here change every second. */
export function Chart({ option, height, label, prepare, onClick, onReady }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<EChartsType>()
  const latest = useRef({ prepare, onClick, onReady })
  latest.current = { prepare, onClick, onReady }

  useEffect(() => {
    const element = box.current
    if (!element) return
    let made: EChartsType | undefined
    let gone = false
    const observer = new ResizeObserver(() => made?.resize())
    void load().then(async (loaded) => {
      await latest.current.prepare?.(loaded)
      if (gone) return
      made = loaded.init(element, undefined, { renderer: 'canvas' })
      made.on('click', (event) => latest.current.onClick?.(event as unknown as ChartClick))
      observer.observe(element)
      setChart(made)
      latest.current.onReady?.(made)
    })
    return () => {
      gone = true
      observer.disconnect()
      made?.dispose()
      setChart(undefined)
    }
  }, [])

  useEffect(() => {
    chart?.setOption({ animation: false, ...option }, { replaceMerge: ['series'] })
  }, [chart, option])

  return (
    <div
      ref={box}
      role="img"
      aria-label={label}
      style={{
        height: `var(--t-chart-height, ${typeof height === 'number' ? `${height}px` : height})`,
        width: '100%',
      }}
      data-ready={chart !== undefined}
    />
  )
}
