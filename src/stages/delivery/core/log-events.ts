/**
 * What CloudWatch Logs sends to a subscription: `{messageType, owner, logGroup, …, logEvents: [{id, timestamp,
 * message}]}`. Answers the messages, each on a line of its own; none for a control message. Throws when it is
 * something else.
 */
export function logMessages(body: Uint8Array): Uint8Array[] {
  let data: { messageType?: unknown; logEvents?: unknown }
  try {
    data = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString())
  } catch {
    throw new Error('The record is not JSON, so no data of CloudWatch Logs.')
  }
  if (data?.messageType === 'CONTROL_MESSAGE') return []
  if (data?.messageType !== 'DATA_MESSAGE' || !Array.isArray(data.logEvents)) {
    throw new Error('The record is no DATA_MESSAGE of CloudWatch Logs.')
  }
  return data.logEvents.map((event: { message?: unknown } | null) => {
    if (typeof event?.message !== 'string') throw new Error('A log event has no message.')
    return Buffer.from(event.message.endsWith('\n') ? event.message : `${event.message}\n`)
  })
}
