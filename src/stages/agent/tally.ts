import type { Meter } from '../../observe/metrics.ts'
import type { Tally } from './ports.ts'

/** Since the program's start. */
export interface Totals {
  readonly recordsRead: number
  readonly bytesRead: number
  readonly recordsSent: number
  /** Records that a service refused and that were sent again, and requests that failed as a whole. */
  readonly recordsRefused: number
  readonly requestsFailed: number
  readonly requests: number
}

/** Counts for the Kinesis Agent's CloudWatch metrics (`BytesSent`, `RecordSendAttempts`, …), and for the status line. */
export function createTally(
  meter: Pick<Meter, 'metric'>,
  namespace = 'AWSKinesisAgent',
): Tally & { totals(): Totals } {
  const byDestination = new Map<string, ReturnType<typeof metricsOf>>()
  const totals = {
    recordsRead: 0,
    bytesRead: 0,
    recordsSent: 0,
    recordsRefused: 0,
    requestsFailed: 0,
    requests: 0,
  }

  function metricsOf(destination: string) {
    const metric = (name: string, unit: 'Count' | 'Bytes') =>
      meter.metric(namespace, name, { Destination: destination }, unit)
    return {
      attempts: metric('RecordSendAttempts', 'Count'),
      errors: metric('RecordSendErrors', 'Count'),
      bytes: metric('BytesSent', 'Bytes'),
      failures: metric('ServiceErrors', 'Count'),
    }
  }

  function metrics(destination: string) {
    const known = byDestination.get(destination) ?? metricsOf(destination)
    byDestination.set(destination, known)
    return known
  }

  return {
    read(records, bytes) {
      totals.recordsRead += records
      totals.bytesRead += bytes
    },
    attempted(destination, records) {
      totals.requests++
      metrics(destination).attempts.add(records)
    },
    answered(destination, taken, refused) {
      totals.recordsSent += taken.records
      totals.recordsRefused += refused
      const { errors, bytes, failures } = metrics(destination)
      failures.add(0)
      errors.add(refused)
      bytes.add(taken.bytes)
    },
    failed(destination) {
      totals.requestsFailed++
      metrics(destination).failures.add(1)
    },
    totals: () => ({ ...totals }),
  }
}
