// A Firehose transformation for Lambda: a line of nginx's combined format becomes a JSON object.
// Tailrace runs this file as it is; for AWS compile it first, e.g. with esbuild.

interface FirehoseEvent {
  readonly records: readonly { readonly recordId: string; readonly data: string }[]
}

interface FirehoseResult {
  readonly records: readonly {
    readonly recordId: string
    readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed'
    readonly data: string
  }[]
}

interface Request {
  readonly host: string
  readonly timestamp: string
  readonly request: string
  readonly uri: string
  readonly status: number
  readonly size: number
  readonly verb: string
  readonly referer: string
  readonly useragent: string
}

const COMBINED =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/

function parse(line: string): Request | undefined {
  const match = COMBINED.exec(line)
  if (!match) return undefined
  const [, host, timestamp, request, status, size, referer, useragent] = match
  const [verb, uri] = request.includes(' ') ? request.split(' ') : ['', '']
  const bytes = size === '-' ? 0 : Number(size)
  return { host, timestamp, request, uri, status: Number(status), size: bytes, verb, referer, useragent }
}

export const handler = async (event: FirehoseEvent): Promise<FirehoseResult> => ({
  records: event.records.map(({ recordId, data }) => {
    const document = parse(Buffer.from(data, 'base64').toString())
    if (!document) return { recordId, result: 'ProcessingFailed', data }
    const line = `${JSON.stringify(document)}\n`
    return { recordId, result: 'Ok', data: Buffer.from(line).toString('base64') }
  }),
})
