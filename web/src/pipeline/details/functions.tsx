import { duration, percent, whole } from '../../format/numbers.ts'
import { windowOf } from '../nodes.ts'
import { rateOf } from '../rates.ts'
import { detailOf, numberOf, ownFunctionsOf } from '../report.ts'
import type { DetailProps } from '../room-drawer.tsx'
import classes from './details.module.css'
import { Count, Facts, None, perSecond, Table } from './parts.tsx'

/** The built-in function, and those of the user. */
export function Functions({ report, samples }: DetailProps) {
  const detail = detailOf(report, 'functions')
  const own = ownFunctionsOf(report)
  const records = numberOf(detail.records)
  const unparsed = numberOf(detail.unparsed)
  const formats = Object.entries((detail.formats ?? {}) as Record<string, number>)
  return (
    <>
      <section className={classes.group}>
        <h3>{String(detail.function ?? 'built in')}</h3>
        <Facts
          facts={[
            ['Rate', perSecond(rateOf(samples, 'functions', windowOf('functions')))],
            ['Records', <Count key="records" value={records} />],
            ['Not parsed', `${whole(unparsed)}${records ? `, ${percent(unparsed / records)}` : ''}`],
            ['Worker restarts', whole(numberOf(detail.workerRestarts))],
            ['Formats', formats.map(([name]) => name).join(', ') || 'none seen yet'],
          ]}
        />
      </section>
      <section className={classes.group}>
        <h3>Your functions</h3>
        {own.length === 0 ? (
          <None>
            <p>There is none. Deploy a Lambda handler with any AWS tool, or try one on your lines:</p>
            <p className="mono">tailrace function test handler.mjs --lines access.log</p>
          </None>
        ) : (
          <Table
            label="Your functions"
            heads={['Function', 'Calls', 'Running', 'Errors', 'Throttled', 'Mean time']}
            rows={own.map(({ name, invocations, errors, throttles, active, duration: millis }) => ({
              key: name,
              cells: [
                name,
                <Count key="calls" value={numberOf(invocations)} />,
                whole(numberOf(active)),
                <Count key="errors" value={numberOf(errors)} />,
                <Count key="throttles" value={numberOf(throttles)} />,
                invocations ? duration(numberOf(millis) / invocations / 1000) : '–',
              ],
            }))}
          />
        )}
      </section>
    </>
  )
}
