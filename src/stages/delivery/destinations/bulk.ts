import { indexName } from '../core/index-name.ts'
import type { DeliveryPorts, HttpAnswer, HttpPost } from '../ports.ts'
import type { IndexSettings, Settings } from '../settings.ts'
import type { Destination } from './context.ts'
import { ask, objectIn } from './http-answer.ts'
import type { Outgoing } from './outgoing.ts'
import { type Outlet, openOutlet, type Rejection } from './outlet.ts'

const MOST = { records: 24_576, bytes: 100 << 20 }
/** An answer tells of every document. */
const MOST_ANSWER = 64 << 20
const TIMEOUT_MILLIS = 120_000

/** Documents to an OpenSearch or Elasticsearch by `_bulk`: a cluster, or the embedded index for records as they are. */
export function openBulk(ports: DeliveryPorts, settings: Settings): Destination {
  const { domain } = settings.destination as IndexSettings
  const embedded = ports.bulkOf?.(domain)
  const post = embedded ?? (isUrl(domain) ? ports.http : undefined)
  if (!post) throw new Error(`There is no domain ${domain}.`)
  const index = ports.index(domain)
  // The index may have been written to with its own position before an update made that this.
  const already = async () => {
    const text = await index?.position(`firehose/${settings.name}/${settings.createdAt}`)
    return text === undefined ? undefined : JSON.parse(text)
  }
  return openOutlet(ports, settings, bulkOutlet(post, settings.destination as IndexSettings), already)
}

export function isUrl(domain: string): boolean {
  return /^https?:\/\//.test(domain)
}

function bulkOutlet(post: HttpPost, settings: IndexSettings): Outlet {
  const { domain, rotation, hasIds, typeName } = settings
  const url = `${isUrl(domain) ? domain.replace(/\/+$/, '') : 'http://localhost'}/_bulk`

  async function attempt(records: readonly Outgoing[], signal: AbortSignal): Promise<readonly Rejection[]> {
    const good: Outgoing[] = []
    const poison: Rejection[] = []
    let text = ''
    for (const record of records) {
      const line = lineOf(record)
      if (line === undefined) {
        poison.push(noDocument(record))
        continue
      }
      good.push(record)
      text += `${actionOf(record)}\n${line}\n`
    }
    return good.length === 0 ? poison : [...poison, ...(await send(good, text, signal))]
  }

  async function send(records: readonly Outgoing[], text: string, signal: AbortSignal) {
    const request = {
      ...{ url, timeoutMillis: TIMEOUT_MILLIS, mostBytes: MOST_ANSWER },
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: Buffer.from(text),
    }
    const answer = await ask(post, request, { signal })
    if ('failure' in answer) {
      return all(records, { code: 'ES.ConnectionFailed', message: answer.failure.message, permanent: false })
    }
    if (answer.status === 413 && records.length > 1) {
      const middle = records.length >> 1
      const halves = [records.slice(0, middle), records.slice(middle)]
      const answers: Rejection[] = []
      for (const half of halves) answers.push(...(await attempt(half, signal)))
      return answers
    }
    return answer.status === 200 ? rejectedItems(records, answer) : refused(records, answer)
  }

  function actionOf({ id, arrived }: Outgoing): string {
    return JSON.stringify({
      index: {
        _index: indexName(settings.indexName, rotation, arrived),
        ...(typeName ? { _type: typeName } : {}),
        ...(hasIds ? { _id: id } : {}),
      },
    })
  }

  return {
    errorType: 'AmazonOpenSearchService-failed',
    most: MOST,
    attempt: (records, { signal }) => attempt(records, signal),
    describeBefore: ({ id, arrived }) => ({
      esDocumentId: hasIds ? id : '',
      esIndexName: indexName(settings.indexName, rotation, arrived),
      esTypeName: typeName,
    }),
  }
}

/** A document on one line; undefined when the record is none, which would spoil the whole request. */
function lineOf({ body, isJson }: Outgoing): string | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString().trim()
  if (isJson) return text
  try {
    const value = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return text.replace(/[\r\n]+/g, ' ')
  } catch {
    return undefined
  }
}

function noDocument(record: Outgoing): Rejection {
  const message = 'mapper_parsing_exception: the record is no JSON object'
  return { record, code: '400', message, permanent: true }
}

function all(records: readonly Outgoing[], why: Omit<Rejection, 'record'>): Rejection[] {
  return records.map((record) => ({ record, ...why }))
}

/** The whole request: worth another try, unless the cluster can't read it. */
function refused(records: readonly Outgoing[], answer: HttpAnswer): Rejection[] {
  const { status } = answer
  const message = reasonOf(objectIn(answer)?.error) ?? `The cluster answered with status ${status}.`
  return all(records, { code: String(status), message, permanent: status === 400 || status === 413 })
}

/** Single documents: 429 and 5xx are worth another try, anything else is the document's own fault. */
function rejectedItems(records: readonly Outgoing[], answer: HttpAnswer): Rejection[] {
  const said = objectIn(answer)
  if (said?.errors === false) return []
  const items = said?.items
  if (!Array.isArray(items) || items.length !== records.length) {
    return all(records, {
      code: '502',
      message: 'The answer does not tell of every document.',
      permanent: false,
    })
  }
  return records.flatMap((record, at) => {
    const [result] = Object.values(items[at] ?? {}) as { status?: number; error?: unknown }[]
    const status = result?.status ?? 500
    if (status < 300) return []
    const message = reasonOf(result?.error) ?? `status ${status}`
    return [{ record, code: String(status), message, permanent: status !== 429 && status < 500 }]
  })
}

function reasonOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error
  const { type, reason } = (error ?? {}) as { type?: unknown; reason?: unknown }
  return type === undefined ? undefined : `${type}: ${reason ?? ''}`
}
