import classes from './pipeline.module.css'
import { deliveriesOf, type PipelineReport, problemsOf } from './report.ts'

/** The program is not there, or not well: what is known stays below. */
export function Lost({ reason, known, onLook }: { reason: string; known: boolean; onLook: () => void }) {
  return (
    <div className={classes.lost} role="alert" data-testid="pipeline-lost">
      <b>No connection.</b> {reason} {known && 'Below is what was seen last.'}
      <button type="button" onClick={onLook}>
        Try now
      </button>
    </div>
  )
}

/** Where the journey is not complete: what is missing, and how to make it. */
export function Guidance({ report }: { report: PipelineReport }) {
  const problems = problemsOf(report)
  if (problems.length > 0) {
    return (
      <div className={classes.lost} role="alert" data-testid="pipeline-problems">
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
    )
  }
  const records = report.streams.some(({ shards }) => shards.some(({ written }) => written > 0))
  const flows = deliveriesOf(report).length > 0
  if (records && flows) return null
  return (
    <div className={classes.guidance} data-testid="pipeline-guidance">
      {!flows ? (
        <>
          <p>
            <b>No delivery stream: records stay in their stream.</b> Make one with any AWS tool, on port 4566.
          </p>
          <p className="mono">aws firehose create-delivery-stream …, or deploy a template with one</p>
        </>
      ) : (
        <>
          <p>
            <b>No records yet.</b> The rooms are ready; bring lines in, and they will move.
          </p>
          <dl>
            <dt>Follow a log</dt>
            <dd className="mono">npm start -- up /var/log/nginx/access.log</dd>
            <dt>See it with a built-in shop</dt>
            <dd className="mono">npm start -- up --bookstore</dd>
          </dl>
        </>
      )}
    </div>
  )
}
