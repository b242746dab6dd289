import type { Sink } from '../record/index.ts'
import type { Meter } from './metrics.ts'

/**
 * The metrics that the Kinesis Agent sends to CloudWatch, counted where it hands over its records:
 * https://docs.aws.amazon.com/streams/latest/dev/agent-health.html
 */
export function agentMetrics(meter: Meter, destination: string) {
  const metric = (name: string, unit: 'Bytes' | 'Count') =>
    meter.metric('AWSKinesisAgent', name, { Destination: destination }, unit)
  return {
    bytesSent: metric('BytesSent', 'Bytes'),
    attempts: metric('RecordSendAttempts', 'Count'),
    refused: metric('RecordSendErrors', 'Count'),
    serviceErrors: metric('ServiceErrors', 'Count'),
  }
}

/** The sink, counting what it is given, what it refuses and when it fails. */
export function observedSink(sink: Sink, meter: Meter, destination: string): Sink {
  const { bytesSent, attempts, refused, serviceErrors } = agentMetrics(meter, destination)
  return {
    async push(...given) {
      const [{ bytes, ends }, signal] = given
      attempts.add(ends.length)
      try {
        const refusals = await sink.push(...given)
        refused.add(refusals.length)
        serviceErrors.add(0)
        const lost = refusals.reduce((sum, { at }) => sum + ends[at] - (at > 0 ? ends[at - 1] : 0), 0)
        bytesSent.add(bytes.length - lost)
        return refusals
      } catch (error) {
        // A stop of ours is no failure of the other side.
        if (!signal.aborted) serviceErrors.add(1)
        throw error
      }
    },
  }
}
