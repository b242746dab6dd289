/**
 * Streams that the program makes for itself (what is put straight to a delivery stream is kept in one) are named
 * so that no client can name them: a slash is allowed in no Kinesis name. They are not listed either.
 */
export function isInternal(stream: string): boolean {
  return stream.includes('/')
}

/** The stream behind a delivery stream that takes records directly. */
export function directStreamName(deliveryStream: string): string {
  return `firehose/${deliveryStream}`
}
