import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { DeliveryPorts, HttpAnswer, HttpFailure, HttpPost } from '../ports.ts'
import type { HttpSettings, Settings } from '../settings.ts'
import type { Destination } from './context.ts'
import { ask, objectIn } from './http-answer.ts'
import type { Outgoing } from './outgoing.ts'
import { type Outlet, openOutlet } from './outlet.ts'

/** Of Firehose's HTTP endpoint delivery specification, version 1.0. */
const MOST = { records: 10_000, bytes: 64 << 20 }
const MOST_ANSWER = 1 << 20
const TIMEOUT_MILLIS = 180_000

export function openHttpEndpoint(ports: DeliveryPorts, settings: Settings): Destination {
  if (!ports.http) throw new Error('There is nothing here that sends HTTP requests.')
  return openOutlet(ports, settings, httpOutlet(ports.http, ports.now, settings))
}

const zip = promisify(gzip)

function httpOutlet(post: HttpPost, now: () => number, settings: Settings): Outlet {
  const { url, accessKey, isZipped, attributes } = settings.destination as HttpSettings

  return {
    errorType: 'http-endpoint-failed',
    most: MOST,
    async attempt(records, { requestId, signal }) {
      const text = Buffer.from(bodyOf(records, requestId, now()))
      const request = {
        ...{ url, timeoutMillis: TIMEOUT_MILLIS, mostBytes: MOST_ANSWER },
        headers: headersOf(requestId),
        body: isZipped ? await zip(text) : text,
      }
      const answer = await ask(post, request, { signal })
      const problem = 'failure' in answer ? failureOf(answer.failure) : problemOf(answer, requestId)
      return problem ? records.map((record) => ({ record, ...problem })) : []
    },
    describe: ({ id }) => ({ subsequenceNumber: 0, dataId: `${id}.0` }),
  }

  function headersOf(requestId: string): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}),
      'User-Agent': 'Amazon Kinesis Data Firehose Agent/1.0',
      'X-Amz-Firehose-Protocol-Version': '1.0',
      'X-Amz-Firehose-Request-Id': requestId,
      'X-Amz-Firehose-Source-Arn': settings.arn,
      ...(accessKey === undefined ? {} : { 'X-Amz-Firehose-Access-Key': accessKey }),
      ...(attributes ? { 'X-Amz-Firehose-Common-Attributes': attributes } : {}),
    }
  }
}

function bodyOf(records: readonly Outgoing[], requestId: string, timestamp: number): string {
  const data = records.map(({ body }) => {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
    return `{"data":"${bytes.toString('base64')}"}`
  })
  return `{"requestId":"${requestId}","timestamp":${timestamp},"records":[${data.join(',')}]}`
}

/** Only 200 with what the specification asks for is success; anything malformed counts as a failure to try again. */
function problemOf(answer: HttpAnswer, requestId: string) {
  const { status, headers } = answer
  const said = objectIn(answer)
  if (status !== 200) {
    const reason = typeof said?.errorMessage === 'string' ? `: ${said.errorMessage.slice(0, 8192)}` : ''
    const message = `The endpoint answered with status ${status}${reason}`
    return { code: 'HttpEndpoint.DestinationException', message, permanent: status === 413 }
  }
  const wrong = !/^application\/json\b/i.test(headers['content-type'] ?? '')
    ? `its Content-Type is '${headers['content-type'] ?? ''}', not application/json`
    : headers['content-encoding'] && headers['content-encoding'] !== 'identity'
      ? `it has the Content-Encoding ${headers['content-encoding']}`
      : !said
        ? 'its body is no JSON object'
        : said.requestId !== requestId
          ? `its requestId is '${String(said.requestId).slice(0, 64)}', not ${requestId}`
          : typeof said.timestamp !== 'number'
            ? 'it has no timestamp'
            : undefined
  if (!wrong) return undefined
  const message = `The answer does not follow the specification: ${wrong}.`
  return { code: 'HttpEndpoint.InvalidResponseFromDestination', message, permanent: false }
}

const CODES: Readonly<Record<HttpFailure['kind'], string>> = {
  timeout: 'RequestTimeout',
  refused: 'ConnectionFailed',
  reset: 'ConnectionReset',
  tooLarge: 'ResponseTooLarge',
  tls: 'SSLHandshakeFailure',
  aborted: 'ConnectionReset',
}

function failureOf({ kind, message }: HttpFailure) {
  return { code: `HttpEndpoint.${CODES[kind]}`, message, permanent: false }
}
