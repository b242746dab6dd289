import { useMemo } from 'react'
import { percent, whole } from '../format/numbers.ts'
import { mix } from '../look/colours.ts'
import type { Palette } from '../look/palette.ts'
import { usePalette } from '../look/theme.ts'
import { Chart } from './chart.tsx'
import { tooltipHtml, tooltipLook } from './tooltip.ts'

export interface Slice {
  readonly name: string
  readonly count: number
  readonly parts: readonly { readonly name: string; readonly count: number }[]
}

interface RingProps {
  readonly slices: readonly Slice[]
  readonly label: string
  readonly height: number
  readonly onPick: (name: string, part: string | undefined, event: MouseEvent) => void
}

interface RingDatum {
  readonly slice: string
  readonly part?: string
}

/** A donut of two rings: names inside, their versions outside in lighter shades. */
export function Ring({ slices, label, height, onPick }: RingProps) {
  const palette = usePalette()
  const option = useMemo(() => ringOption(slices, palette), [slices, palette])
  return (
    <Chart
      option={option}
      height={height}
      label={label}
      onClick={({ data, event }) => {
        const { slice, part } = data as RingDatum
        onPick(slice, part, event.event)
      }}
    />
  )
}

export const sliceColour = (palette: Palette, at: number) => palette.series[at % palette.series.length]

function ringOption(slices: readonly Slice[], palette: Palette) {
  const total = slices.reduce((sum, { count }) => sum + count, 0)
  const look = { borderColor: palette.card, borderWidth: 1.5, borderRadius: 2 }
  const inner = slices.map(({ name, count }, at) => ({
    name,
    value: count,
    slice: name,
    itemStyle: { ...look, color: sliceColour(palette, at) },
  }))
  const outer = slices.flatMap(({ name, count, parts }, at) => {
    const rest = count - parts.reduce((sum, part) => sum + part.count, 0)
    const all = rest > 0 ? [...parts, { name: '', count: rest }] : parts
    return all.map((part, place) => ({
      name: `${name} ${part.name}`.trim(),
      value: part.count,
      slice: name,
      ...(part.name ? { part: part.name } : {}),
      itemStyle: {
        ...look,
        color: mix(
          sliceColour(palette, at),
          palette.card,
          part.name ? 0.3 + Math.min(place, 4) * 0.12 : 0.88,
        ),
      },
    }))
  })
  const ring = { type: 'pie', label: { show: false }, labelLine: { show: false }, emphasis: { scaleSize: 3 } }
  return {
    tooltip: {
      ...tooltipLook(palette),
      trigger: 'item',
      formatter: (params: unknown) => {
        const { name, value } = params as { name: string; value: number }
        return tooltipHtml(name, [{ name: whole(value), value: percent(value / total) }])
      },
    },
    series: [
      { ...ring, id: 'inner', radius: ['40%', '66%'], data: inner },
      { ...ring, id: 'outer', radius: ['68%', '92%'], data: outer },
    ],
  }
}
