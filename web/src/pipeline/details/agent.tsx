import { bytes } from '../../format/numbers.ts'
import { behind, windowOf } from '../nodes.ts'
import { rateOf } from '../rates.ts'
import { flowsOf, numberOf } from '../report.ts'
import type { DetailProps } from '../room-drawer.tsx'
import classes from './details.module.css'
import { Count, Facts, None, perSecond, Table } from './parts.tsx'

/** What is followed, file by file. */
export function AgentDetail({ report, samples }: DetailProps) {
  const flows = flowsOf(report)
  if (flows.length === 0) {
    return (
      <None>
        <p>No file is followed. Start Tailrace with the logs to follow:</p>
        <p className="mono">npm start -- up /var/log/nginx/access.log</p>
      </None>
    )
  }
  return flows.map(({ pattern, destination, waiting, files }) => (
    <section key={`${pattern} ${destination}`} className={classes.group}>
      <h3 className="mono">{pattern}</h3>
      <Facts
        facts={[
          ['Goes to', destination.replace(/^stream:/, 'stream ').replace(/^delivery:/, 'delivery stream ')],
        ]}
      />
      {files.length === 0 ? (
        <None>{waiting ? 'No such file yet. It is followed as soon as it is there.' : 'No file fits.'}</None>
      ) : (
        <Table
          label={`Files of ${pattern}`}
          heads={['File', 'State', 'Rate', 'Records', 'To go', 'Lag']}
          rows={files.map((file) => ({
            key: file.path,
            cells: [
              <span key="path" className="mono" title={file.path}>
                {file.path.replace(/^.*\//, '')}
              </span>,
              file.state,
              perSecond(
                rateOf(samples, 'agent', windowOf('agent'), (key) => key === `${file.path} ${destination}`),
              ),
              <Count key="records" value={numberOf(file.records)} />,
              bytes(numberOf(file.lagBytes)),
              behind(numberOf(file.lagMillis)),
            ],
          }))}
        />
      )}
    </section>
  ))
}
