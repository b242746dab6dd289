import { CLASS_COLOURS, LAYERS, layerName, layersOf, TimeChart } from '../charts/time-chart.tsx'
import { percent, short, whole } from '../format/numbers.ts'
import { usePalette } from '../look/theme.ts'
import { type Answered, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import type { Filter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf } from '../queries/search-body.ts'
import classes from './requests.module.css'

export function Requests({ span }: { span: number }) {
  return (
    <Panel
      id="requests"
      title="Requests over time"
      hint="Drag across the bars to look closer. Click a class to see only its requests."
      build={OVERVIEW.requests}
      span={span}
      height={254}
      aside={(answered) => <ClassLegend {...answered} />}
    >
      {({ answer, context }) => (
        <TimeChart buckets={bucketsOf(answer.aggregations, 'over_time')} context={context} height={254} />
      )}
    </Panel>
  )
}

/** Totals by class; each filters. */
export function ClassLegend({ answer }: Answered) {
  const palette = usePalette()
  const pick = usePick()
  const colours = CLASS_COLOURS(palette)
  const sums = sumLayers(answer)
  const total = Object.values(sums).reduce((sum, count) => sum + count, 0)
  return (
    <ul className={classes.legend}>
      {LAYERS.filter((layer) => sums[layer] > 0).map((layer) => (
        <li key={layer}>
          <button
            type="button"
            className="plain"
            data-testid={`class-${layer}`}
            title={`${whole(sums[layer])} requests, ${percent(sums[layer] / total)}. Click to filter, Shift-click to leave out`}
            onClick={pick(layerFilter(layer))}
          >
            <i style={{ background: colours[layer] }} />
            {layerName(layer)} <b>{short(sums[layer])}</b>
          </button>
        </li>
      ))}
    </ul>
  )
}

function sumLayers(answer: Answered['answer']): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const bucket of bucketsOf(answer.aggregations, 'over_time')) {
    for (const [layer, count] of Object.entries(layersOf(bucket))) sums[layer] = (sums[layer] ?? 0) + count
  }
  return sums
}

export function layerFilter(layer: string): Filter {
  if (layer === 'other') return { field: 'status', test: { kind: 'exists' }, negated: true }
  const from = Number(layer[0]) * 100
  return { field: 'status', test: { kind: 'range', from, to: from + 100 } }
}
