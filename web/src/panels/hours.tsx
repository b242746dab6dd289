import { whole } from '../format/numbers.ts'
import { span } from '../format/times.ts'
import { HeatGrid } from '../parts/heat-grid.tsx'
import { type Answered, Panel } from '../parts/panel.tsx'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf } from '../queries/search-body.ts'
import { HEAT_DAYS, heatWindow } from '../queries/visitors.ts'
import { foldHours, WEEKDAYS } from './fold-hours.ts'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

export function Hours({ span: columns }: { span: number }) {
  return (
    <Panel
      id="hours"
      title="Hours of the week"
      hint={`Requests by weekday and hour in your time zone (${zone}). Always at least ${HEAT_DAYS.least} and at most ${HEAT_DAYS.most} days up to the end of the window.`}
      build={OVERVIEW.hours}
      span={columns}
      height={316}
      aside={({ context }) => {
        const { from, to } = heatWindow(context)
        return <span>{span(to - from)}</span>
      }}
    >
      {(answered) => <Week {...answered} />}
    </Panel>
  )
}

function Week({ answer }: Answered) {
  const counts = foldHours(bucketsOf(answer.aggregations, 'hours'))
  return (
    <HeatGrid
      label="Requests by weekday and hour"
      columns={Array.from({ length: 24 }, (_, hour) => (hour % 3 === 0 ? hour : undefined))}
      rows={WEEKDAYS.map((name, day) => ({
        name,
        cells: counts[day].map((value, hour) => ({
          value,
          title: `${name} ${hour}:00–${hour + 1}:00, ${whole(value)} requests`,
        })),
      }))}
    />
  )
}
