import { useEffect, useMemo, useState } from 'react'
import { percent, whole } from '../format/numbers.ts'
import { countryName } from '../format/places.ts'
import { mix, strength } from '../look/colours.ts'
import type { Palette } from '../look/palette.ts'
import { usePalette } from '../look/theme.ts'
import { Chart } from './chart.tsx'
import { tooltipHtml, tooltipLook } from './tooltip.ts'

export interface CountryCount {
  readonly code: string
  readonly count: number
  readonly visitors: number
}

interface WorldMapProps {
  readonly countries: readonly CountryCount[]
  readonly total: number
  readonly height: string
  readonly onPick: (code: string, event: MouseEvent) => void
}

const WORLD = 'world'

type World = typeof import('./world.ts')
let shapes: Promise<World> | undefined

/** The countries' outlines come in a file of their own, on first use. */
function useWorld(): World | undefined {
  const [world, setWorld] = useState<World>()
  useEffect(() => {
    shapes ??= import('./world.ts')
    void shapes.then(setWorld)
  }, [])
  return world
}

/** Countries shaded by the square root of their requests, on a world map. */
export function WorldMap({ countries, total, height, onPick }: WorldMapProps) {
  const palette = usePalette()
  const world = useWorld()
  const projection = world?.naturalEarth
  const option = useMemo(
    () => worldOption(countries, total, palette, projection),
    [countries, total, palette, projection],
  )
  if (!world) return <div style={{ height }} />
  return (
    <Chart
      option={option}
      height={height}
      label={`Requests by country: ${countries
        .slice(0, 8)
        .map(({ code, count }) => `${countryName(code)} ${percent(count / total)}`)
        .join(', ')}`}
      prepare={({ registerMap }) => registerMap(WORLD, world.worldGeoJson() as never)}
      onClick={({ name, event }) => onPick(name, event.event)}
    />
  )
}

function worldOption(
  countries: readonly CountryCount[],
  total: number,
  palette: Palette,
  projection: unknown,
) {
  const most = Math.max(0, ...countries.map(({ count }) => count))
  const byCode = new Map(countries.map((country) => [country.code, country]))
  const [, hot] = palette.heat
  return {
    tooltip: {
      ...tooltipLook(palette),
      trigger: 'item',
      formatter: (params: unknown) => {
        const { name } = params as { name: string }
        const { count = 0, visitors = 0 } = byCode.get(name) ?? {}
        return tooltipHtml(countryName(name), [
          { name: 'Requests', value: `${whole(count)} · ${percent(total ? count / total : 0)}` },
          { name: 'Visitors', value: whole(visitors) },
        ])
      },
    },
    series: [
      {
        id: 'world',
        type: 'map',
        map: WORLD,
        projection,
        preserveAspect: true,
        left: 4,
        right: 4,
        top: 4,
        bottom: 4,
        selectedMode: false,
        itemStyle: { areaColor: palette.land, borderColor: palette.card, borderWidth: 0.6 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: palette.s4xx } },
        data: countries.map(({ code, count }) => ({
          name: code,
          value: count,
          itemStyle: { areaColor: mix(palette.land, hot, strength(count, most)) },
        })),
      },
    ],
  }
}
