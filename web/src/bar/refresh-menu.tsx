import { Menu } from '@mantine/core'
import { IconCheck, IconRefresh } from '@tabler/icons-react'
import { useDesk } from '../data/desk.tsx'
import { useViewer } from '../view/use-view.ts'
import { REFRESHES, type Refresh } from '../view/view.ts'
import classes from './refresh-menu.module.css'

const NAMES: Readonly<Record<Refresh, string>> = {
  live: 'Live',
  '5s': 'Every 5 s',
  '30s': 'Every 30 s',
  off: 'Off',
}

const HINTS: Readonly<Record<Refresh, string>> = {
  live: 'as soon as new lines are searchable',
  '5s': '',
  '30s': '',
  off: 'only when you ask',
}

export function RefreshMenu() {
  const { view, change } = useViewer()
  const { link, hub } = useDesk()
  const lost = view.refresh === 'live' && link === 'lost'
  return (
    <Menu position="bottom-end" shadow="md" width={250}>
      <Menu.Target>
        <button
          type="button"
          className={classes.button}
          data-testid="refresh"
          data-mode={lost ? 'lost' : view.refresh}
          aria-label={`Refresh: ${lost ? 'connection lost' : NAMES[view.refresh]}`}
        >
          {view.refresh === 'live' ? <i className={classes.pulse} /> : <IconRefresh size={15} stroke={1.6} />}
          {lost ? 'Lost' : NAMES[view.refresh]}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Refresh</Menu.Label>
        {REFRESHES.map((refresh) => (
          <Menu.Item
            key={refresh}
            data-testid={`refresh-${refresh}`}
            leftSection={<IconCheck size={14} opacity={view.refresh === refresh ? 1 : 0} />}
            onClick={() => change({ refresh })}
          >
            {NAMES[refresh]} <span className="faint">{HINTS[refresh]}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconRefresh size={14} />} onClick={hub.reload} data-testid="refresh-now">
          Refresh now <span className="faint">(r)</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
