import { sliceColour } from '../charts/ring.tsx'
import { percent, whole } from '../format/numbers.ts'
import { usePalette } from '../look/theme.ts'
import { type Answered, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf } from '../queries/search-body.ts'
import classes from './methods.module.css'

const FIELDS = [
  ['verb', 'Method'],
  ['protocol', 'Protocol'],
  ['tls', 'TLS'],
  ['cache', 'Cache'],
] as const

export function Methods({ span }: { span: number }) {
  return (
    <Panel id="methods" title="How they ask" build={OVERVIEW.methods} span={span} height={116}>
      {(answered) => (
        <div className={classes.all}>
          {FIELDS.map(([field, name]) => (
            <Split key={field} field={field} name={name} {...answered} />
          ))}
        </div>
      )}
    </Panel>
  )
}

/** One field's values as parts of one bar; nothing where the log does not have the field. */
function Split({ field, name, answer }: Answered & { field: string; name: string }) {
  const pick = usePick()
  const palette = usePalette()
  const buckets = bucketsOf(answer.aggregations, field)
  const total = buckets.reduce((sum, { doc_count }) => sum + doc_count, 0)
  if (total === 0) return null
  return (
    <div className={classes.split}>
      <span className={classes.name}>{name}</span>
      <div className={classes.bar}>
        {buckets.map(({ key, doc_count }, at) => (
          <span key={key} style={{ flexGrow: doc_count, background: sliceColour(palette, at) }} />
        ))}
      </div>
      <div className={classes.values}>
        {buckets.slice(0, 4).map(({ key, doc_count }, at) => (
          <button
            key={key}
            type="button"
            className="plain"
            title={`${whole(doc_count)} requests. Click to filter, Shift-click to leave out`}
            onClick={pick(isFilter(field, key))}
          >
            <i style={{ background: sliceColour(palette, at) }} />
            {key} <span className="faint">{percent(doc_count / total)}</span>
          </button>
        ))}
      </div>
    </div>
  )
}
