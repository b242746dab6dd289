import type { DeliveryPorts, HttpAnswer, HttpFailure, HttpPost } from '../ports.ts'
import type { Settings, SplunkSettings } from '../settings.ts'
import type { Destination } from './context.ts'
import { ask, objectIn } from './http-answer.ts'
import { type Outlet, openOutlet } from './outlet.ts'

const MOST = { records: 10_000, bytes: 5 << 20 }
const MOST_ANSWER = 1 << 20
const TIMEOUT_MILLIS = 60_000
/** Between two questions whether events are indexed. */
const POLL_MILLIS = 1000

type Problem = { readonly code: string; readonly message: string; readonly permanent: boolean }

export function openSplunk(ports: DeliveryPorts, settings: Settings): Destination {
  if (!ports.http) throw new Error('There is nothing here that sends HTTP requests.')
  return openOutlet(ports, settings, splunkOutlet(ports, ports.http, settings.destination as SplunkSettings))
}

/** Splunk's HTTP event collector, with indexer acknowledgement: an event counts when Splunk says that it is indexed. */
function splunkOutlet(ports: DeliveryPorts, post: HttpPost, settings: SplunkSettings): Outlet {
  const channel = ports.uuid()
  const { endpoint, token, isRaw, acknowledgeMillis } = settings

  return {
    errorType: 'splunk-failed',
    most: MOST,
    async attempt(records, { signal }) {
      const body = Buffer.concat(records.map((record) => record.body))
      const answer = await send(isRaw ? 'raw' : 'event', body, signal)
      const sent = 'failure' in answer ? failureOf(answer.failure) : sentOf(answer)
      const problem = typeof sent === 'number' ? await acknowledged(sent, signal) : sent
      return problem ? records.map((record) => ({ record, ...problem })) : []
    },
    describe: ({ id }) => ({ EventId: `${id}.0` }),
  }

  function send(what: 'raw' | 'event' | 'ack', body: Uint8Array, signal: AbortSignal) {
    const request = {
      url: `${endpoint}/services/collector/${what}${what === 'event' ? '' : `?channel=${channel}`}`,
      headers: {
        Authorization: `Splunk ${token}`,
        'X-Splunk-Request-Channel': channel,
        'Content-Type': what === 'raw' ? 'text/plain' : 'application/json',
      },
      ...{ body, timeoutMillis: TIMEOUT_MILLIS, mostBytes: MOST_ANSWER },
    }
    return ask(post, request, { signal })
  }

  /** Undefined when Splunk has indexed the events in time. */
  async function acknowledged(ackId: number, signal: AbortSignal): Promise<Problem | undefined> {
    const begun = ports.now()
    const question = Buffer.from(JSON.stringify({ acks: [ackId] }))
    for (;;) {
      const answer = await send('ack', question, signal)
      const acks = 'failure' in answer ? undefined : objectIn(answer)?.acks
      if ((acks as Record<string, unknown> | undefined)?.[String(ackId)] === true) return undefined
      if (ports.now() - begun >= acknowledgeMillis) {
        const message = `Splunk did not acknowledge the events within ${acknowledgeMillis / 1000} s.`
        return { code: 'Splunk.AckTimeout', message, permanent: false }
      }
      try {
        await ports.sleep(POLL_MILLIS, signal)
      } catch {
        return { code: 'Splunk.AckTimeout', message: 'The delivery stream was stopped.', permanent: false }
      }
    }
  }
}

/** The acknowledgement's number, or what is wrong. */
function sentOf(answer: HttpAnswer): number | Problem {
  const said = objectIn(answer)
  const code = typeof said?.code === 'number' ? said.code : undefined
  const text = typeof said?.text === 'string' ? said.text : ''
  if (answer.status === 200 && code === 0) {
    if (typeof said?.ackId === 'number') return said.ackId
    const message = 'Indexer acknowledgement is off for this token. Switch it on in Splunk.'
    return { code: 'Splunk.DisabledAck', message, permanent: false }
  }
  const name =
    (code !== undefined && NAMES[code]) || (answer.status === 404 ? 'InvalidEndpoint' : 'ServerError')
  return {
    code: `Splunk.${name}`,
    message: `Splunk answered with status ${answer.status}${code === undefined ? '' : `, code ${code}`}: ${text}`,
    permanent: name === 'InvalidDataFormat',
  }
}

/** The event collector's codes by what Firehose calls them. */
const NAMES: Readonly<Record<number, string>> = {
  ...{ 1: 'DisabledToken', 2: 'InvalidToken', 3: 'InvalidToken', 4: 'InvalidToken' },
  ...{
    5: 'InvalidDataFormat',
    6: 'InvalidDataFormat',
    7: 'InvalidIndex',
    8: 'ServerError',
    9: 'ServerError',
  },
  ...{ 12: 'InvalidDataFormat', 13: 'InvalidDataFormat', 14: 'DisabledAck' },
}

const CODES: Readonly<Record<HttpFailure['kind'], string>> = {
  ...{ timeout: 'ConnectionTimeout', refused: 'InvalidEndpoint', reset: 'ConnectionClosed' },
  ...{ tooLarge: 'ServerError', tls: 'SSLHandshake', aborted: 'ConnectionClosed' },
}

function failureOf({ kind, message }: HttpFailure): Problem {
  return { code: `Splunk.${CODES[kind]}`, message, permanent: false }
}
