import { IconAlertOctagon, IconCircleCheck, IconEye } from '@tabler/icons-react'
import { useKnown } from '../../data/desk.tsx'
import { percent, short, whole } from '../../format/numbers.ts'
import { Country } from '../../parts/country.tsx'
import { type Answered, Panel } from '../../parts/panel.tsx'
import { usePick } from '../../parts/pick.ts'
import { isFilter } from '../../queries/filter.ts'
import { OVERVIEW } from '../../queries/overview.ts'
import { countriesOf, signsOf } from './signs.ts'
import classes from './unusual.module.css'
import { judge, type Signs } from './verdict.ts'

const ICONS = { calm: IconCircleCheck, look: IconEye, alarm: IconAlertOctagon }

export function Unusual({ span }: { span: number }) {
  return (
    <Panel
      id="unusual"
      title="Unusual"
      hint="Failures compared with the window before, clients that search for missing pages, known scanners and probes."
      build={OVERVIEW.unusual}
      span={span}
      height={254}
    >
      {(answered) => <Findings {...answered} />}
    </Panel>
  )
}

function Findings({ answer }: Answered) {
  const totals = useKnown('totals', OVERVIEW.totals)
  const attempts = useKnown('attempts', OVERVIEW.attempts)
  // Not "nothing unusual" before it is known.
  if (!attempts.answer) return null
  const signs = signsOf(answer, attempts.answer, totals.answer)
  const { level, title, findings } = judge(signs)
  const Icon = ICONS[level]
  return (
    <>
      <div className={classes.verdict} data-level={level} data-testid="verdict">
        <Icon size={20} aria-hidden="true" />
        <strong>{title}</strong>
      </div>
      {findings.length > 0 && (
        <ul className={classes.findings}>
          {findings.slice(0, 3).map(({ kind, text, level: weight }) => (
            <li key={kind} data-level={weight}>
              {text}
            </li>
          ))}
        </ul>
      )}
      <Shares signs={signs} />
      <Seekers signs={signs} countries={countriesOf(answer)} rows={findings.length > 1 ? 2 : 3} />
    </>
  )
}

function Shares({ signs }: { signs: Signs }) {
  const { requests, clientErrors, serverErrors, before } = signs
  const share = (count: number, of: number) => (of > 0 ? percent(count / of) : '–')
  const rows = [
    ['4xx', clientErrors, before.clientErrors, 'var(--t-s4xx)'],
    ['5xx', serverErrors, before.serverErrors, 'var(--t-s5xx)'],
  ] as const
  return (
    <dl className={classes.shares}>
      {rows.map(([name, now, last, colour]) => (
        <div key={name} title={`${whole(now)} of ${whole(requests)} requests`}>
          <dt>
            <i style={{ background: colour }} />
            {name}
          </dt>
          <dd>
            {share(now, requests)} <span className="faint">{share(last, before.requests)} before</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

interface SeekersProps {
  readonly signs: Signs
  readonly countries: ReadonlyMap<string, string>
  readonly rows: number
}

function Seekers({ signs, countries, rows }: SeekersProps) {
  const pick = usePick()
  const most = signs.seekers[0]?.pages ?? 0
  if (most === 0) return null
  return (
    <table className={classes.seekers}>
      <thead>
        <tr>
          <th scope="col">Clients by missing pages</th>
          <th scope="col">Pages</th>
          <th scope="col">Tries</th>
        </tr>
      </thead>
      <tbody>
        {signs.seekers.slice(0, rows).map(({ host, pages, requests }) => (
          <tr key={host} data-high={pages >= 15}>
            <td>
              <button
                type="button"
                className="plain mono"
                title={`${host}\nClick to filter, Shift-click to leave out`}
                onClick={pick(isFilter('host', host))}
              >
                <Country code={countries.get(host)} />
                {host}
              </button>
            </td>
            <td>{short(pages)}</td>
            <td>{short(requests)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
