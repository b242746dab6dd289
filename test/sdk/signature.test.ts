import { KinesisClient, type KinesisServiceException, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kinesisModel } from '../../src/stages/stream/model.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { createAwsDoor } from '../../src/wire/door.ts'
import { type Listener, listenAws } from '../../src/wire/sockets.ts'
import { KEY, keyOnly } from './signature-bench.ts'
import { type Signed, signed } from './signature-client.ts'
import { serviceOf } from './wire-bench.ts'

const kinesis = serviceOf(
  'kinesis',
  kinesisModel,
  {
    ListStreams: (_input, caller) => ({
      StreamNames: [caller.region, caller.accessKeyId, caller.arn],
      HasMoreStreams: false,
    }),
  },
  { ListStreams: { Limit: { type: 'integer' }, ExclusiveStartStreamName: { type: 'string' } } },
)

let listener: Listener
let url = ''
let later = 0
const failures: unknown[] = []

beforeAll(async () => {
  const handler = createAwsDoor({
    ...{ services: [kinesis], dispatch: createDispatch([kinesis]) },
    authenticate: keyOnly(() => Date.now() + later),
    onFailure: (error) => failures.push(error),
  })
  listener = await listenAws(handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${listener.port}`
})
beforeEach(() => {
  later = 0
})
afterAll(async () => {
  await listener.close()
  expect(failures).toEqual([])
})

const clientWith = (credentials: object, settings = {}) =>
  new KinesisClient({
    ...{ endpoint: url, region: 'eu-west-3', credentials: { ...KEY, ...credentials }, maxAttempts: 1 },
    ...settings,
  })

const list = (client: KinesisClient) =>
  client.send(new ListStreamsCommand({})).then(
    ({ StreamNames }) => StreamNames,
    (error: KinesisServiceException) => [error.name, error.message, error.$metadata.httpStatusCode],
  )

const ACCEPTED = ['eu-west-3', KEY.accessKeyId, 'arn:aws:iam::000000000000:root']

test('the SDK is accepted over HTTP/2 and over HTTP/1.1', async () => {
  expect(await list(clientWith({}))).toEqual(ACCEPTED)
  expect(await list(clientWith({}, { requestHandler: new NodeHttpHandler() }))).toEqual(ACCEPTED)
})

test('a wrong secret, an unknown key and a foreign session token', async () => {
  expect(await list(clientWith({ secretAccessKey: 'wrong' }))).toEqual([
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    400,
  ])
  const unknown = [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    400,
  ]
  expect(await list(clientWith({ accessKeyId: 'AKIAUNKNOWN' }))).toEqual(unknown)
  expect(await list(clientWith({ sessionToken: 'token' }))).toEqual(unknown)
})

test('a clock that is off by more than five minutes is refused', async () => {
  later = 6 * 60_000
  const client = clientWith({})
  expect(await list(client)).toEqual([
    'InvalidSignatureException',
    expect.stringMatching(/^Signature expired: \w+ is now earlier than \w+ \(\w+ - 5 min\.\)$/),
    400,
  ])
})

test('a request as recorded: again outside its time, or with anything altered, is refused', async () => {
  const body = '{"Limit":3}'
  const headers = {
    host: new URL(url).host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.ListStreams',
  }
  const original = signed({ ...KEY, at: Date.now(), body, headers })
  const send = async (change: Partial<Signed> = {}) => {
    const request = { ...original, ...change }
    const { host: _, ...rest } = request.headers
    const query = request.query && `?${request.query}`
    const answer = await fetch(url + request.path + query, { ...request, headers: rest })
    return answer.ok ? 'accepted' : ((await answer.json()) as { __type: string }).__type
  }
  const header = (name: string, value: string) => ({ headers: { ...original.headers, [name]: value } })
  const invalid = 'InvalidSignatureException'
  expect(await send()).toBe('accepted')
  expect(await send({ body: '{"Limit":4}' })).toBe(invalid)
  expect(await send({ path: '/x' })).toBe(invalid)
  expect(await send({ query: 'a=b' })).toBe(invalid)
  expect(await send(header('content-type', 'application/x-amz-json-1.1; a'))).toBe(invalid)
  expect(await send(header('x-amz-date', original.headers['x-amz-date'].replace(/.Z$/, 'xZ')))).toBe(
    'IncompleteSignatureException',
  )
  expect(await send(header('x-amz-meta', 'unsigned'))).toBe(invalid)
  expect(await send(header('authorization', ''))).toBe('MissingAuthenticationTokenException')
  const key = original.headers.authorization.replace(KEY.accessKeyId, 'AKIAOTHEROTHEROTHERO')
  expect(await send(header('authorization', key))).toBe('UnrecognizedClientException')
  later = 5 * 60_000 + 2000
  expect(await send()).toBe(invalid)
})
