// A Firehose transformation for Lambda: a line of nginx's combined format becomes a JSON object.
// Each record holds one line. Lines that do not match come back as ProcessingFailed and go to the error output.

const COMBINED =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/

function parse(line) {
  const match = COMBINED.exec(line)
  if (!match) return undefined
  const [, host, timestamp, request, status, size, referer, useragent] = match
  const [verb, uri] = request.includes(' ') ? request.split(' ') : ['', '']
  return {
    host,
    timestamp,
    request,
    uri,
    status: Number(status),
    size: size === '-' ? 0 : Number(size),
    verb,
    referer,
    useragent,
  }
}

function transform({ recordId, data }) {
  const document = parse(Buffer.from(data, 'base64').toString())
  if (!document) return { recordId, result: 'ProcessingFailed', data }
  const line = `${JSON.stringify(document)}\n`
  return { recordId, result: 'Ok', data: Buffer.from(line).toString('base64') }
}

export const handler = async (event) => ({ records: event.records.map(transform) })
