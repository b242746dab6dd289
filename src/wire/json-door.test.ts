import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServiceError } from '../record/index.ts'
import { createHttpServer, listen } from './http.ts'
import { registerJsonDoor } from './json-door.ts'

const server = createHttpServer({ bodyLimit: 1000 })
let url = ''
beforeAll(async () => {
  const dispatch = async (service: string, operation: string, input: object, caller: { region: string }) => {
    if (operation === 'DeleteStream')
      throw new ServiceError('ResourceNotFoundException', 'Stream x not found.')
    return { service, operation, input, region: caller.region, at: new Date(1500) }
  }
  registerJsonDoor(server, dispatch, { account: '000000000000', arn: 'arn:aws:iam::000000000000:root' })
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0, '--port-aws')}/`
})
afterAll(() => server.close())

const call = (target: string, body = '{}', headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body,
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1', ...headers },
  })

test('decodes the target, takes the region of the signature, writes timestamps in seconds', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AK/20261120/eu-west-3/kinesis/aws4_request, SignedHeaders=host, Signature=0'
  const answer = await call('Kinesis_20131202.ListStreams', '{"Limit":3}', { authorization })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1')
  expect(await answer.json()).toEqual({
    service: 'kinesis',
    operation: 'ListStreams',
    input: { Limit: 3 },
    region: 'eu-west-3',
    at: 1.5,
  })
})

test("answers errors in AWS's shape", async () => {
  const missing = await call('Firehose_20150804.DeleteStream')
  expect(missing.status).toBe(400)
  expect(await missing.json()).toEqual({
    __type: 'ResourceNotFoundException',
    message: 'Stream x not found.',
  })
  expect(await (await call('Kinesis_20131202.ListStreams', '[')).json()).toEqual({
    __type: 'SerializationException',
    Message: 'The body is not a JSON object.',
  })
  expect(await (await call('DynamoDB_20120810.ListTables')).json()).toMatchObject({
    __type: 'UnknownOperationException',
  })
  expect((await fetch(url)).status).toBe(404)
})
