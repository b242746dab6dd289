import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { openHttp } from '../../src/engines/delivery/http.ts'
import type { HttpPost } from '../../src/stages/delivery/ports.ts'
import { BACKUP, createWorld, ROLE, STREAM, type World } from '../scenario/delivery-world.ts'

/** A small real server at the far end, which does what a test says, and the world that delivers to it. */

export interface Request {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export type Behaviour = (request: Request, response: ServerResponse) => void

export async function openEnd(behave: Behaviour) {
  const requests: Request[] = []
  const state = { behave }
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = []
    for await (const piece of incoming) pieces.push(piece)
    const packed = Buffer.concat(pieces)
    const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed
    const request = { url: incoming.url ?? '', headers: incoming.headers, body }
    requests.push(request)
    state.behave(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** What it does from now on. */
    become(next: Behaviour) {
      state.behave = next
    },
    http: impatient(http.post),
    async close() {
      http.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type End = Awaited<ReturnType<typeof openEnd>>

/** Nobody wants to wait for three minutes. */
function impatient(post: HttpPost): HttpPost {
  return (request, signal) =>
    post({ ...request, timeoutMillis: Math.min(request.timeoutMillis, 150) }, signal)
}

export function json(response: ServerResponse, status: number, value: unknown, headers: object = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A delivery stream to the far end, from the world's Kinesis stream, that retries for two seconds. */
export async function deliverTo(end: End, destination: Record<string, unknown>): Promise<World> {
  const world = createWorld({ http: end.http })
  world.room().start()
  await world.call('CreateDeliveryStream', {
    DeliveryStreamName: 'far',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    ...destination,
  })
  return world
}

export const failed = { S3Configuration: { RoleARN: ROLE, BucketARN: BACKUP } }
export const atOnce = { SizeInMBs: 1, IntervalInSeconds: 0 }

/** Turns the world's clock until all is delivered or in the error output. */
export async function drained(world: World) {
  for (let turn = 0; turn < 1500; turn++) {
    await world.tick(turn % 4 === 3 ? 1000 : 0)
    const { lagRecords } = world.room().health()
    if (lagRecords === 0) return
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  throw new Error(`Not drained: ${JSON.stringify(world.room().health())}`)
}

/** Documents of the error output, with the record that each is about. */
export function errorsOf(world: World): (Record<string, unknown> & { record: string; key: string })[] {
  return world.bytes(BACKUP).flatMap(([key, body]) =>
    body
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const document = JSON.parse(line)
        return { ...document, key, record: Buffer.from(document.rawData, 'base64').toString().trim() }
      }),
  )
}
