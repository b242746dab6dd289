import { Popover, Tooltip } from '@mantine/core'
import {
  IconCalendarTime,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconZoomOut,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useRound } from '../data/desk.tsx'
import { moment, span } from '../format/times.ts'
import {
  PRESETS,
  rangeFromText,
  rangeToText,
  shifted,
  spanOf,
  type TimeRange,
  zoomedOut,
} from '../view/range.ts'
import { useViewer } from '../view/use-view.ts'
import { AbsoluteRange } from './absolute-range.tsx'
import box from './box.module.css'
import classes from './time-picker.module.css'

const NAMES: Readonly<Record<string, string>> = {
  '5m': 'Last 5 minutes',
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'All time',
}

export function TimePicker() {
  const [opened, setOpened] = useState(false)
  const { view, change } = useViewer()
  const hub = useRound()
  const context = hub.context()
  const window = context && { from: context.from, to: context.to }
  const choose = (range: TimeRange | undefined) => {
    if (range) change({ range })
    setOpened(false)
  }
  return (
    <div className={`${box.box} ${classes.picker}`}>
      <Step label="Earlier ([)" disabled={!window} onClick={() => window && choose(shifted(window, -1))}>
        <IconChevronLeft size={16} />
      </Step>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            className={`${box.part} ${classes.label}`}
            data-testid="time-picker"
            aria-haspopup="dialog"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <IconCalendarTime size={16} stroke={1.6} aria-hidden="true" />
            <span className="cut">{nameOf(view.range)}</span>
            <IconChevronDown size={14} className="faint" aria-hidden="true" />
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.dropdown}>
          <div className={classes.presets}>
            {[...PRESETS, 'all'].map((preset) => (
              <button
                key={preset}
                type="button"
                data-testid={`time-${preset}`}
                data-chosen={view.range !== undefined && rangeToText(view.range) === preset}
                onClick={() => choose(rangeFromText(preset))}
              >
                {NAMES[preset]}
              </button>
            ))}
          </div>
          <AbsoluteRange window={window} onChoose={choose} />
        </Popover.Dropdown>
      </Popover>
      <Step label="Later (])" disabled={!window} onClick={() => window && choose(shifted(window, 1))}>
        <IconChevronRight size={16} />
      </Step>
      <Step
        label="Zoom out (z)"
        disabled={!window}
        onClick={() => window && choose(zoomedOut(window, Date.now()))}
      >
        <IconZoomOut size={16} stroke={1.6} />
      </Step>
    </div>
  )
}

interface StepProps {
  readonly label: string
  readonly disabled: boolean
  readonly onClick: () => void
  readonly children: React.ReactNode
}

function Step({ label, disabled, onClick, children }: StepProps) {
  return (
    <Tooltip label={label}>
      <button type="button" className={box.icon} aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </button>
    </Tooltip>
  )
}

function nameOf(range: TimeRange | undefined): string {
  if (!range) return 'Time'
  if (range.kind === 'between') {
    const to = moment(range.to)
    const from = moment(range.from)
    const sameDay = from.slice(0, -9) === to.slice(0, -9)
    return `${from} – ${sameDay ? to.slice(-8) : to}`
  }
  const text = rangeToText(range)
  return NAMES[text] ?? `Last ${span(spanOf(text) ?? 0)}`
}
