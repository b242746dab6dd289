import { span } from '../../format/times.ts'
import { behind, windowOf } from '../nodes.ts'
import { rateOf } from '../rates.ts'
import { consumersOf, type ShardReport } from '../report.ts'
import type { DetailProps } from '../room-drawer.tsx'
import classes from './details.module.css'
import { Count, Facts, None, perSecond, Table } from './parts.tsx'

/** Every stream with its shards and who reads it. */
export function Streams({ report, samples }: DetailProps) {
  if (report.streams.length === 0) {
    return (
      <None>
        <p>There is no stream. Any AWS tool makes one, on port 4566:</p>
        <p className="mono">aws kinesis create-stream --stream-name web-logs --shard-count 1</p>
      </None>
    )
  }
  const consumers = consumersOf(report)
  const rate = (name: string) =>
    perSecond(rateOf(samples, 'stream', windowOf('stream'), (key) => key.startsWith(name)))
  return report.streams.map(({ name, status, retentionMillis, shards }) => {
    const readers = consumers.filter(({ stream }) => stream === name)
    const closed = shards.filter(({ open }) => !open).length
    return (
      <section key={name} className={classes.group} data-testid="detail-stream">
        <h3>{streamTitle(name)}</h3>
        <Facts
          facts={[
            ['State', status.toLowerCase()],
            ['Incoming', rate(`${name} `)],
            ['Shards', `${shards.length - closed} open${closed > 0 ? `, ${closed} closed` : ''}`],
            ['Records kept', <Count key="kept" value={shards.reduce((sum, { kept }) => sum + kept, 0)} />],
            ['Kept for', span(retentionMillis)],
          ]}
        />
        <h4>Shards</h4>
        <Table
          label={`Shards of ${name}`}
          heads={['Shard', 'State', 'Incoming', 'Kept', 'Written']}
          rows={shards.map((shard) => ({
            key: shard.id,
            cells: [
              <ShardName key="name" {...shard} />,
              shard.open ? 'open' : 'closed',
              shard.open ? rate(`${name} ${shard.id}`) : '–',
              <Count key="kept" value={shard.kept} />,
              <Count key="written" value={shard.written} />,
            ],
          }))}
        />
        <h4>Readers</h4>
        {readers.length === 0 ? (
          <None>
            Nobody reads this stream inside Tailrace. Clients with iterators of their own are not listed.
          </None>
        ) : (
          <Table
            label={`Readers of ${name}`}
            heads={['Reader', 'Records to go', 'Lag']}
            rows={readers.map(({ consumer, records, millis }) => ({
              key: consumer,
              cells: [readerTitle(consumer), <Count key="records" value={records} />, behind(millis)],
            }))}
          />
        )}
      </section>
    )
  })
}

function ShardName({ id, parents }: ShardReport) {
  return (
    <span className="mono" title={parents.length > 0 ? `${id}, after ${parents.join(' and ')}` : id}>
      {id.replace(/^shardId-0*(?=\d)/, 'shardId-…')}
    </span>
  )
}

/** What is put straight to a delivery stream is kept in a hidden stream. */
const streamTitle = (name: string) =>
  name.startsWith('firehose/') ? `Put straight to ${name.slice('firehose/'.length)}` : name

/** Delivery reads under its delivery stream's name and the moment when that was made. */
const readerTitle = (consumer: string) => /^firehose-(.+)-\d+$/.exec(consumer)?.[1] ?? consumer
