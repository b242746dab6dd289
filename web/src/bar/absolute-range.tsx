import { useState } from 'react'
import type { TimeRange, Window } from '../view/range.ts'
import classes from './time-picker.module.css'

interface AbsoluteRangeProps {
  readonly window: Window | undefined
  readonly onChoose: (range: TimeRange) => void
}

/** From and to by date and clock, in the browser's time zone; the browser's own pickers. */
export function AbsoluteRange({ window, onChoose }: AbsoluteRangeProps) {
  const [from, setFrom] = useState(() => localText(window?.from ?? Date.now() - 3_600_000))
  const [to, setTo] = useState(() => localText(window?.to ?? Date.now()))
  const range: TimeRange = { kind: 'between', from: Date.parse(from), to: Date.parse(to) }
  const valid = range.from < range.to
  return (
    <form
      className={classes.absolute}
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) onChoose(range)
      }}
    >
      <label>
        From
        <input
          type="datetime-local"
          step="1"
          value={from}
          data-testid="time-from"
          onChange={(event) => setFrom(event.target.value)}
        />
      </label>
      <label>
        To
        <input
          type="datetime-local"
          step="1"
          value={to}
          data-testid="time-to"
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <p className={classes.wrong} role="status">
        {valid ? '' : '“From” must be before “to”.'}
      </p>
      <button type="submit" disabled={!valid} data-testid="time-apply">
        Show this range
      </button>
    </form>
  )
}

/** `2026-11-20T14:03:09`, as the input element wants it. */
function localText(millis: number): string {
  const shift = new Date(millis).getTimezoneOffset() * 60_000
  return new Date(millis - shift).toISOString().slice(0, 19)
}
