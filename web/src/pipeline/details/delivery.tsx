import { bytes, percent } from '../../format/numbers.ts'
import { moment } from '../../format/times.ts'
import { behind, stateOf, windowOf } from '../nodes.ts'
import { rateOf } from '../rates.ts'
import { deliveriesOf, numberOf, toOthers } from '../report.ts'
import { type DetailProps, State } from '../room-drawer.tsx'
import classes from './details.module.css'
import { Count, Facts, None, perSecond } from './parts.tsx'

const TO: Readonly<Record<string, string>> = {
  lake: 'lake (S3 objects)',
  index: 'search index',
  http: 'HTTP endpoint',
  splunk: 'Splunk',
  redshift: 'Redshift',
}

export const Elsewhere = (props: DetailProps) => <DeliveryStreams {...props} to={toOthers} />

const all = () => true

/** Every delivery stream; or only those to one kind of destination. */
export function DeliveryStreams({
  report,
  samples,
  to = all,
}: DetailProps & { readonly to?: (stream: { readonly destination: string }) => boolean }) {
  const streams = deliveriesOf(report).filter(to)
  if (streams.length === 0) {
    return (
      <None>
        <p>
          No delivery stream {to === all ? 'is there' : 'leads here'}. Any AWS tool makes one, on port 4566:
        </p>
        <p className="mono">aws firehose create-delivery-stream --delivery-stream-name …</p>
      </None>
    )
  }
  return streams.map((stream) => {
    const { name, destination, state, lagMillis, lagRecords, records, failed, lastSuccess, lastError } =
      stream
    const meter = destination === 'lake' ? 'toLake' : 'delivery'
    const rate = rateOf(samples, meter, windowOf(meter), (key) => key === name)
    const past = state === 'ok'
    return (
      <section key={name} className={classes.group} data-testid="detail-delivery">
        <h3>{name}</h3>
        <State state={stateOf(state as 'ok', rate)} />
        <Facts
          facts={[
            ['Delivers to', TO[destination] ?? destination],
            ['Rate', perSecond(rate)],
            ['Lag', behind(numberOf(lagMillis))],
            ['Records to go', <Count key="lag" value={numberOf(lagRecords)} />],
            ['Buffer', bytes(numberOf(stream.bufferBytes))],
            ['Settled records', <Count key="records" value={numberOf(records)} />],
            ['Success', records ? percent((records - failed) / records) : '–'],
            ['To the error output', <Count key="failed" value={numberOf(failed)} />],
            ['Not parsed', <Count key="unparsed" value={numberOf(stream.unparsed)} />],
            ...(numberOf(stream.objects) > 0
              ? ([['Objects written', `${stream.objects}, ${bytes(numberOf(stream.bytes))}`]] as const)
              : []),
            ['Last success', lastSuccess ? moment(Date.parse(lastSuccess)) : 'not yet'],
          ]}
        />
        <p className={classes.error} data-past={past || !lastError}>
          {lastError
            ? `${past ? 'Earlier' : 'Now'}: ${lastError.message} (${moment(Date.parse(lastError.at))})`
            : 'No errors since Tailrace was started.'}
        </p>
      </section>
    )
  })
}
