import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What the next request meets; each is used up by one request of its kind, then all is well.
 * 'lost answer': the records are taken and the connection breaks before the answer.
 */
export type Plan =
  | 'ok'
  | 'reset'
  | 'lost answer'
  | 'hang'
  /** The answer begins and does not go on. */
  | 'stall'
  | { readonly refuse: readonly number[]; readonly code?: string }
  | { readonly status: number; readonly type?: string; readonly message?: string; readonly body?: string }

export interface Request {
  readonly action: string
  readonly name: string
  /** As they came, whatever became of them. */
  readonly texts: readonly string[]
  readonly keys: readonly string[]
  readonly bytes: number
  readonly at: number
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: bodies as a service sees them.
  readonly input: any
}

/** PutRecords, PutRecordBatch, PutMetricData and AssumeRole, with failures as planned. */
export interface FakeService {
  readonly url: string
  readonly port: number
  /** For PutRecords and PutRecordBatch. */
  readonly plan: Plan[]
  /** Where nothing is planned for a request; for streams that are down. */
  otherwise: Plan
  readonly metricsPlan: Plan[]
  readonly requests: Request[]
  /** PutRecords and PutRecordBatch alone. */
  puts(): Request[]
  /** Records that were acknowledged, or taken all the same, in order. */
  readonly taken: string[]
  /** Requests that are waiting for an answer now, and the most at once. */
  waiting(): { now: number; most: number }
  close(): Promise<void>
}

export async function startFakeService(options: { delayMillis?: number } = {}): Promise<FakeService> {
  const plan: Plan[] = []
  const metricsPlan: Plan[] = []
  const requests: Request[] = []
  const taken: string[] = []
  const hanging = new Set<ServerResponse>()
  let open = 0
  let most = 0

  const server = createServer(async (request, response) => {
    open++
    most = Math.max(most, open)
    response.on('close', () => open--)
    request.on('error', () => {})
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (options.delayMillis) await new Promise((resolve) => setTimeout(resolve, options.delayMillis))
    const met = read(request, Buffer.concat(chunks))
    requests.push(met)
    if (met.action === 'AssumeRole') return void response.end(ASSUMED)
    const isPut = met.action !== 'PutMetricData'
    answer(met, (isPut ? plan.shift() : metricsPlan.shift()) ?? (isPut ? fake.otherwise : 'ok'), response)
  })

  function answer(met: Request, what: Plan, response: ServerResponse): void {
    if (what === 'hang') return void hanging.add(response)
    if (what === 'stall') return void response.writeHead(200, { 'content-length': 1_000 }).write('{')
    if (what === 'reset') return void response.destroy()
    if (typeof what === 'object' && 'status' in what) {
      response.statusCode = what.status
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      const { type = 'InternalFailure', message = 'planned' } = what
      return void response.end(what.body ?? JSON.stringify({ __type: type, message }))
    }
    const refused = typeof what === 'object' ? what.refuse.filter((at) => at < met.texts.length) : []
    const code = (typeof what === 'object' && what.code) || 'ProvisionedThroughputExceededException'
    taken.push(...met.texts.filter((_, at) => !refused.includes(at)))
    if (what === 'lost answer') return void response.destroy()
    response.setHeader('content-type', String(met.headers['content-type']))
    response.end(JSON.stringify(outputOf(met, refused, code)))
  }

  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake: FakeService = {
    url: `http://127.0.0.1:${port}`,
    port,
    plan,
    otherwise: 'ok',
    metricsPlan,
    requests,
    puts: () => requests.filter(({ action }) => action.startsWith('PutRecord')),
    taken,
    waiting: () => ({ now: open, most }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

function read(request: IncomingMessage, body: Buffer): Request {
  const action = String(request.headers['x-amz-target'] ?? '').split('.')[1]
  if (!action)
    return { ...of(request, body), action: 'AssumeRole', input: new URLSearchParams(body.toString()) }
  const input = JSON.parse(body.toString())
  const records = (input.Records ?? []) as { Data: string; PartitionKey?: string }[]
  return {
    ...of(request, body),
    action,
    name: input.StreamName ?? input.DeliveryStreamName ?? '',
    texts: records.map(({ Data }) => Buffer.from(Data, 'base64').toString('latin1')),
    keys: records.map(({ PartitionKey }) => PartitionKey ?? ''),
    input,
  }
}

const of = (request: IncomingMessage, body: Buffer) => ({
  ...{ action: '', name: '', texts: [], keys: [], input: undefined },
  bytes: body.length,
  at: performance.now(),
  headers: request.headers,
})

function outputOf({ action, texts }: Request, refused: readonly number[], code: string): object {
  if (action === 'PutMetricData') return {}
  const results = texts.map((_, at) =>
    refused.includes(at)
      ? { ErrorCode: code, ErrorMessage: 'planned' }
      : { SequenceNumber: '1', ShardId: 'shardId-000000000000', RecordId: 'r' },
  )
  return action === 'PutRecords'
    ? { FailedRecordCount: refused.length, Records: results }
    : { FailedPutCount: refused.length, RequestResponses: results }
}

const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/logs/AWSKinesisAgent</Arn><AssumedRoleId>A:B</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey>
<SessionToken>session-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>`
