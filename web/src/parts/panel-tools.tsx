import { Menu } from '@mantine/core'
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconDownload,
  IconFileTypeCsv,
  IconPhoto,
} from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import type { SearchAnswer } from '../queries/search-body.ts'
import classes from './panel-tools.module.css'

interface PanelToolsProps {
  readonly id: string
  readonly title: string
  readonly card: RefObject<HTMLElement | null>
  readonly answer: SearchAnswer | undefined
  readonly full: boolean
  readonly onFull: (full: boolean) => void
}

/** Download and full screen. They are always there, so that a keyboard or a finger finds them. */
export function PanelTools({ id, title, card, answer, full, onFull }: PanelToolsProps) {
  const Full = full ? IconArrowsMinimize : IconArrowsMaximize
  const element = () => card.current as HTMLElement
  return (
    <div className={classes.tools} data-unpainted>
      <Menu position="bottom-end" shadow="md" width={190} withinPortal={false}>
        <Menu.Target>
          <button
            type="button"
            disabled={!answer}
            aria-label={`Download ${title}`}
            title="Download"
            data-testid={`download-${id}`}
          >
            <IconDownload size={15} stroke={1.6} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileTypeCsv size={16} />}
            onClick={() =>
              answer && void import('../export/save.ts').then(({ saveCsv }) => saveCsv(id, answer))
            }
          >
            Figures as CSV
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhoto size={16} />}
            onClick={() => void import('../export/save.ts').then(({ savePng }) => savePng(id, element()))}
          >
            Picture as PNG
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <button
        type="button"
        aria-label={full ? `Leave full screen` : `Show ${title} in full screen`}
        aria-pressed={full}
        title={full ? 'Leave full screen (Esc)' : 'Full screen'}
        data-testid={`full-${id}`}
        onClick={() => onFull(!full)}
      >
        <Full size={15} stroke={1.6} />
      </button>
    </div>
  )
}

/** The browser's full screen where there is one; else (phones) the whole window. */
export function useFullScreen(card: RefObject<HTMLElement | null>) {
  const [full, setFull] = useState(false)
  useEffect(() => {
    if (!full) return
    const leave = new AbortController()
    const { signal } = leave
    const onChange = () => setFull(document.fullscreenElement === card.current)
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !document.fullscreenElement) setFull(false)
    }
    document.addEventListener('fullscreenchange', onChange, { signal })
    document.addEventListener('keydown', onKey, { signal })
    return () => leave.abort()
  }, [full, card])
  const change = (wanted: boolean) => {
    setFull(wanted)
    if (wanted) void card.current?.requestFullscreen?.().catch(() => {})
    else if (document.fullscreenElement) void document.exitFullscreen()
  }
  return [full, change] as const
}
