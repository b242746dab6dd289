import { IconChevronRight } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useDesk, useKnown } from '../data/desk.tsx'
import { percent, short } from '../format/numbers.ts'
import { usePick } from '../parts/pick.ts'
import type { QueryContext } from '../queries/context.ts'
import { isFilter } from '../queries/filter.ts'
import { fieldQuery } from '../queries/lines.ts'
import { bucketsOf, countOf } from '../queries/search-body.ts'
import classes from './field-sidebar.module.css'

/** Types whose values can be counted. */
const COUNTABLE = new Set(['keyword', 'ip', 'boolean', 'short', 'integer', 'long', 'float', 'double'])
/** Asked for most often, so first. */
const FIRST = ['status', 'path', 'host', 'country', 'verb', 'referer_host', 'browser', 'os', 'bot', 'agent']

export function FieldSidebar() {
  const { fields } = useDesk()
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<string>()
  const listed = useMemo(() => {
    const rank = (name: string) => (FIRST.indexOf(name) + 1 || 99) * 1000
    return fields
      .filter(({ type }) => COUNTABLE.has(type))
      .map(({ name }) => name)
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  }, [fields])
  const found = listed.filter((name) => name.includes(search.trim().toLowerCase()))
  return (
    <aside className={classes.bar} aria-label="Fields" data-testid="fields">
      <input
        className={classes.search}
        placeholder={`Find in ${listed.length} fields`}
        aria-label="Find a field"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul>
        {found.map((name) => (
          <li key={name}>
            <button
              type="button"
              className={`plain ${classes.name}`}
              data-testid={`field-${name}`}
              aria-expanded={shown === name}
              onClick={() => setShown(shown === name ? undefined : name)}
            >
              <IconChevronRight size={13} aria-hidden="true" />
              {name}
            </button>
            {shown === name && <FieldValues field={name} />}
          </li>
        ))}
      </ul>
    </aside>
  )
}

function FieldValues({ field }: { field: string }) {
  const build = useMemo(() => (context: QueryContext) => fieldQuery(context, field), [field])
  const { answer, error } = useKnown(`field-${field}`, build)
  const pick = usePick()
  if (!answer) return <p className={classes.note}>{error?.reason ?? 'Counting…'}</p>
  const total = answer.hits.total?.value ?? 0
  const buckets = bucketsOf(answer.aggregations, 'top')
  if (buckets.length === 0) return <p className={classes.note}>In none of these lines.</p>
  return (
    <div className={classes.values}>
      {buckets.map(({ key, key_as_string, doc_count }) => {
        const value = String(key_as_string ?? key)
        return (
          <button
            key={value}
            type="button"
            className="plain"
            data-testid="field-value"
            data-value={value}
            title={`${value}\nClick to filter, Shift-click to leave out`}
            onClick={pick(isFilter(field, value))}
          >
            <span className="cut">{value || '(empty)'}</span>
            <span className="faint">{percent(doc_count / total)}</span>
            <i style={{ width: `${(doc_count / total) * 100}%` }} />
          </button>
        )
      })}
      <p className={classes.note}>in {short(countOf(answer.aggregations, 'present'))} lines</p>
    </div>
  )
}
