import type { EChartsType } from 'echarts/core'
import { useMemo, useRef } from 'react'
import { short, whole } from '../format/numbers.ts'
import { moment, tick } from '../format/times.ts'
import type { Palette } from '../look/palette.ts'
import { usePalette } from '../look/theme.ts'
import type { QueryContext } from '../queries/context.ts'
import { intervalFor } from '../queries/interval.ts'
import { type Bucket, bucketsOf } from '../queries/search-body.ts'
import { STATUS_CLASSES } from '../queries/time-buckets.ts'
import { useViewer } from '../view/use-view.ts'
import { Chart } from './chart.tsx'
import classes from './time-chart.module.css'
import { tooltipHtml, tooltipLook } from './tooltip.ts'
import { useBrush } from './use-brush.ts'

export const CLASS_COLOURS = (palette: Palette): Readonly<Record<string, string>> => ({
  '2xx': palette.s2xx,
  '3xx': palette.s3xx,
  '4xx': palette.s4xx,
  '5xx': palette.s5xx,
  other: palette.other,
})

export const LAYERS = [...STATUS_CLASSES, 'other'] as const

/** Lines of a bucket by layer; `other` is what has no status of these classes, such as unparsed lines. */
export function layersOf(bucket: Bucket): Readonly<Record<string, number>> {
  const counts = Object.fromEntries(bucketsOf(bucket, 'class').map(({ key, doc_count }) => [key, doc_count]))
  const known = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { ...counts, other: Math.max(0, bucket.doc_count - known) }
}

interface TimeChartProps {
  readonly buckets: readonly Bucket[]
  readonly context: QueryContext
  readonly height: number
}

/** Stacked bars over time; dragging across them selects a range. */
export function TimeChart({ buckets, context, height }: TimeChartProps) {
  const palette = usePalette()
  const { change } = useViewer()
  const chart = useRef<EChartsType>(undefined)
  const span = context.to - context.from
  const interval = intervalFor(span)
  const option = useMemo(
    () => timeOption(buckets, span, interval.millis, palette, height),
    [buckets, span, interval.millis, palette, height],
  )
  const brush = useBrush({
    indexAt: (x) => (chart.current?.convertFromPixel({ xAxisIndex: 0 }, x) as unknown as number) ?? 0,
    onSelect: (first, last) => {
      const from = Number(buckets[Math.max(0, first)]?.key)
      const to = Number(buckets[Math.min(buckets.length - 1, last)]?.key) + interval.millis
      if (from < to) change({ range: { kind: 'between', from, to } })
    },
  })
  return (
    <div className={classes.box} data-testid="time-chart" {...brush.handlers}>
      <Chart
        option={option}
        height={height}
        label={`Requests over time, ${buckets.length} bars of ${interval.name}`}
        onReady={(ready) => {
          chart.current = ready
        }}
      />
      {brush.shade && <div className={classes.shade} style={brush.shade} />}
    </div>
  )
}

function timeOption(
  buckets: readonly Bucket[],
  span: number,
  step: number,
  palette: Palette,
  height: number,
) {
  const colours = CLASS_COLOURS(palette)
  const layers = buckets.map(layersOf)
  const used = LAYERS.filter((layer) => layers.some((counts) => counts[layer] > 0))
  const small = height < 140
  const keys = buckets.map(({ key }) => Number(key))
  return {
    grid: { left: 2, right: 2, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltipLook(palette),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.ink, opacity: 0.06 } },
      formatter: (params: unknown) => {
        const [{ dataIndex }] = params as { dataIndex: number }[]
        const rows = used
          .filter((layer) => layers[dataIndex]?.[layer] > 0)
          .map((name) => ({
            name: layerName(name),
            colour: colours[name],
            value: whole(layers[dataIndex][name]),
          }))
        const at = keys[dataIndex]
        return tooltipHtml(
          `${moment(at)} – ${moment(at + step)
            .split(' ')
            .at(-1)}`,
          rows.length ? rows : [{ name: 'no requests', value: '' }],
        )
      },
    },
    xAxis: {
      type: 'category',
      data: keys,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.edge } },
      axisLabel: {
        color: palette.faint,
        fontSize: 11,
        hideOverlap: true,
        interval: (_at: number, key: string) => isTick(Number(key), span, step),
        formatter: (key: string) => tick(Number(key), span),
      },
    },
    yAxis: {
      type: 'value',
      splitNumber: small ? 2 : 4,
      minInterval: 1,
      axisLabel: { color: palette.faint, fontSize: 11, formatter: short },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: used.map((layer) => ({
      id: layer,
      type: 'bar',
      stack: 'status',
      barCategoryGap: '14%',
      itemStyle: { color: colours[layer] },
      emphasis: { disabled: true },
      data: layers.map((counts) => counts[layer] || null),
    })),
  }
}

export const layerName = (layer: string) => (layer === 'other' ? 'no status' : layer)

const GRID = [1, 5, 15, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
)

/** Labels stand at round clock times, about eight of them. */
function isTick(at: number, span: number, step: number): boolean {
  const every = GRID.find((millis) => span / millis <= 9 && millis >= step)
  const local = at - new Date(at).getTimezoneOffset() * 60_000
  if (every) return local % every < step
  const days = Math.max(1, Math.ceil(span / 9 / 86_400_000))
  return Math.floor(local / 86_400_000) % days === 0 && local % 86_400_000 < step
}
