import { useMemo } from 'react'
import { Ring, type Slice, sliceColour } from '../charts/ring.tsx'
import { percent, whole } from '../format/numbers.ts'
import { usePalette } from '../look/theme.ts'
import { type Answered, Nothing, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf } from '../queries/search-body.ts'
import classes from './rings.module.css'

export function Browsers({ span }: { span: number }) {
  return (
    <Panel id="browsers" title="Browsers" build={OVERVIEW.browsers} span={span} height={254}>
      {(answered) => <Rings {...answered} field="browser" versionField="browser_version" />}
    </Panel>
  )
}

export function Systems({ span }: { span: number }) {
  return (
    <Panel id="systems" title="Operating systems" build={OVERVIEW.systems} span={span} height={254}>
      {(answered) => <Rings {...answered} field="os" versionField="os_version" />}
    </Panel>
  )
}

type RingsProps = Answered & { readonly field: string; readonly versionField: string }

function Rings({ answer, field, versionField }: RingsProps) {
  const pick = usePick()
  const palette = usePalette()
  const slices = useMemo<Slice[]>(
    () =>
      bucketsOf(answer.aggregations, 'top').map((bucket) => ({
        name: String(bucket.key),
        count: bucket.doc_count,
        parts: bucketsOf(bucket, 'versions').map(({ key, doc_count }) => ({
          name: String(key),
          count: doc_count,
        })),
      })),
    [answer],
  )
  if (slices.length === 0) return <Nothing />
  const total = answer.hits.total?.value ?? 0
  return (
    <div className={classes.rings}>
      <Ring
        slices={slices}
        height={150}
        label={`${field}: ${slices.map(({ name, count }) => `${name} ${percent(count / total)}`).join(', ')}`}
        onPick={(name, part, event) =>
          pick(isFilter(field, name), ...(part ? [isFilter(versionField, part)] : []))(event)
        }
      />
      <ul className={classes.legend}>
        {slices.slice(0, 6).map(({ name, count }, at) => (
          <li key={name}>
            <button
              type="button"
              className="plain"
              data-testid="ring-legend"
              data-value={name}
              title={`${whole(count)} requests. Click to filter, Shift-click to leave out`}
              onClick={pick(isFilter(field, name))}
            >
              <i style={{ background: sliceColour(palette, at) }} />
              <span className="cut">{name}</span>
              <span className="faint">{percent(count / total)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
