import { type IconAlertTriangle, IconLayoutDashboard, IconListDetails, IconRoute2 } from '@tabler/icons-react'
import { FilterChip } from '../bar/filter-chip.tsx'
import { useViewer } from '../view/use-view.ts'
import type { Tab } from '../view/view.ts'
import classes from './filter-row.module.css'

const TABS: readonly [Tab, string, typeof IconAlertTriangle][] = [
  ['overview', 'Overview', IconLayoutDashboard],
  ['lines', 'Lines', IconListDetails],
  ['pipeline', 'Pipeline', IconRoute2],
]

export function FilterRow() {
  const { view, change } = useViewer()
  const loose = view.filters.filter(({ pinned }) => !pinned)
  return (
    <div className={classes.row}>
      <nav className={classes.tabs} aria-label="Views">
        {TABS.map(([tab, name, Icon]) => (
          <button
            key={tab}
            type="button"
            data-testid={`tab-${tab}`}
            aria-current={view.tab === tab ? 'page' : undefined}
            onClick={() => change({ tab, room: undefined })}
          >
            <Icon size={16} stroke={1.6} aria-hidden="true" />
            {name}
          </button>
        ))}
      </nav>
      <div className={classes.chips} data-testid="filters" hidden={view.tab === 'pipeline'}>
        {view.filters.map((filter) => (
          <FilterChip key={JSON.stringify([filter.field, filter.test])} filter={filter} />
        ))}
        {loose.length > 1 && (
          <button
            type="button"
            className={classes.clear}
            data-testid="filters-clear"
            onClick={() => change({ filters: view.filters.filter(({ pinned }) => pinned) })}
          >
            Clear all
          </button>
        )}
        {view.filters.length === 0 && (
          <span className={classes.tip}>Click any value to filter by it, Shift-click to leave it out</span>
        )}
      </div>
    </div>
  )
}
