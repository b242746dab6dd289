import { ActionIcon, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { HealthDot } from '../bar/health-dot.tsx'
import { QueryBar } from '../bar/query-bar.tsx'
import { RefreshMenu } from '../bar/refresh-menu.tsx'
import { ThemeSwitch } from '../bar/theme-switch.tsx'
import { TimePicker } from '../bar/time-picker.tsx'
import { Logo } from '../look/logo.tsx'
import { useViewer } from '../view/use-view.ts'
import classes from './top-bar.module.css'

export function TopBar({ nonce, onHelp }: { nonce: string; onHelp: () => void }) {
  const { view } = useViewer()
  const asks = view.tab !== 'pipeline'
  return (
    <div className={classes.bar} data-asks={asks}>
      <a className={classes.brand} href="/" aria-label="Tailrace, start over">
        <Logo />
        <span>Tailrace</span>
      </a>
      <div className={classes.query} hidden={!asks}>
        <QueryBar nonce={nonce} />
      </div>
      <div className={classes.time} hidden={!asks}>
        <TimePicker />
      </div>
      <div className={classes.tools}>
        <RefreshMenu />
        <HealthDot />
        <ThemeSwitch />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon
            className={classes.help}
            variant="subtle"
            color="gray"
            size={32}
            aria-label="Keyboard shortcuts"
            onClick={onHelp}
          >
            <IconKeyboard size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
}
