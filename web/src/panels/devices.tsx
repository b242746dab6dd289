import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconDeviceTv,
  IconQuestionMark,
  IconRobot,
} from '@tabler/icons-react'
import { bytes, percent, short, whole } from '../format/numbers.ts'
import { type Answered, Nothing, Panel } from '../parts/panel.tsx'
import { usePick } from '../parts/pick.ts'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf, countOf, inside, metricOf } from '../queries/search-body.ts'
import classes from './devices.module.css'

const ICONS: Readonly<Record<string, typeof IconRobot>> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  tv: IconDeviceTv,
  bot: IconRobot,
}

export function Devices({ span }: { span: number }) {
  return (
    <Panel id="devices" title="Devices and bots" build={OVERVIEW.devices} span={span} height={254}>
      {(answered) => <DeviceList {...answered} />}
    </Panel>
  )
}

function DeviceList({ answer }: Answered) {
  const pick = usePick()
  const total = answer.hits.total?.value ?? 0
  const devices = bucketsOf(answer.aggregations, 'device').slice(0, 4)
  if (devices.length === 0) return <Nothing />
  return (
    <>
      <ul className={classes.list}>
        {devices.map(({ key, doc_count }) => {
          const Icon = ICONS[key] ?? IconQuestionMark
          return (
            <li key={key}>
              <button
                type="button"
                className="plain"
                data-testid="device-row"
                data-value={key}
                title={`${whole(doc_count)} requests. Click to filter, Shift-click to leave out`}
                onClick={pick(isFilter('device', key))}
              >
                <Icon size={18} stroke={1.6} aria-hidden="true" />
                <span className={classes.name}>{key}</span>
                <span className={classes.share}>{percent(doc_count / total)}</span>
                <span className={classes.track}>
                  <span style={{ width: `${(doc_count / total) * 100}%` }} />
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      <Bots answer={answer} total={total} />
    </>
  )
}

function Bots({ answer, total }: Pick<Answered, 'answer'> & { total: number }) {
  const pick = usePick()
  const count = countOf(answer.aggregations, 'bots')
  const bots = inside(answer.aggregations, 'bots')
  const names = bucketsOf(bots, 'names')
  return (
    <div className={classes.bots} data-testid="bots">
      <button
        type="button"
        className="plain"
        onClick={pick(isFilter('bot', true))}
        title="Click to filter, Shift-click to leave out"
      >
        <b>{total > 0 ? percent(count / total) : '–'}</b> bots
      </button>
      <span className="faint">
        {short(count)} requests, {bytes(metricOf(bots, 'bytes') ?? 0)}
      </span>
      <p className="cut">
        {names.map(({ key }, at) => (
          <span key={key}>
            {at > 0 && ', '}
            <button type="button" className={`plain ${classes.bot}`} onClick={pick(isFilter('browser', key))}>
              {key}
            </button>
          </span>
        ))}
      </p>
    </div>
  )
}
