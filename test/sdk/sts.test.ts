import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '../../src/observe/log.ts'
import { type AccessRoom, createAccess } from '../../src/stages/access/index.ts'
import { refusedOperations } from '../../src/stages/access/refused.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { createAwsDoor } from '../../src/wire/door.ts'
import { requireSignatures } from '../../src/wire/sigv4/index.ts'
import { type Listener, listenAws } from '../../src/wire/sockets.ts'
import { KEY } from './signature-bench.ts'
import { signed } from './signature-client.ts'

const ACCOUNT = '123456789012'
const failures: unknown[] = []
let access: AccessRoom
let listener: Listener
let url = ''

beforeAll(async () => {
  const keys = [{ ...KEY, created: '2026-11-20T00:00:00.000Z' }]
  access = await createAccess({
    store: { read: async () => keys, makeFirst: async () => keys },
    randomBytes: () => expect.fail('there are keys'),
    ...{ account: ACCOUNT, open: false, now: Date.now, log: silentLog },
  })
  const services = [access.service]
  const handler = createAwsDoor({
    ...{ services, dispatch: createDispatch(services) },
    authenticate: requireSignatures({ credentials: access.credentials, now: Date.now }),
    onFailure: (error) => failures.push(error),
  })
  listener = await listenAws(handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${listener.port}`
})
afterAll(async () => {
  await listener.close()
  expect(failures).toEqual([])
})

const clientWith = (credentials: object) =>
  new sdk.STSClient({
    ...{ endpoint: url, region: 'eu-west-3', maxAttempts: 1, credentials: { ...KEY, ...credentials } },
  })
const refusal = (credentials: object, command: unknown = new sdk.GetCallerIdentityCommand({})) =>
  clientWith(credentials)
    .send(command as sdk.GetCallerIdentityCommand)
    .then(
      () => expect.fail('it was accepted'),
      (error: sdk.STSServiceException) => [error.name, error.message, error.$metadata.httpStatusCode],
    )

test('GetCallerIdentity names the account that signed', async () => {
  expect(await clientWith({}).send(new sdk.GetCallerIdentityCommand({}))).toMatchObject({
    UserId: ACCOUNT,
    Account: ACCOUNT,
    Arn: `arn:aws:iam::${ACCOUNT}:root`,
  })
})

test('a presigned GetCallerIdentity, as a proof of identity to others', async () => {
  const { query, headers } = signed({
    ...{ ...KEY, at: Date.now(), method: 'GET', service: 'sts', expires: 60 },
    headers: { host: new URL(url).host, 'x-k8s-aws-id': 'cluster' },
    query: [
      ['Action', 'GetCallerIdentity'],
      ['Version', '2011-06-15'],
    ],
  })
  const { host: _, ...sent } = headers
  const answer = await fetch(`${url}/?${query}`, { headers: sent })
  expect(await answer.text()).toContain(`<Arn>arn:aws:iam::${ACCOUNT}:root</Arn>`)
  const other = await fetch(`${url}/?${query}`, { headers: { 'x-k8s-aws-id': 'another' } })
  expect(await other.text()).toContain('<Code>SignatureDoesNotMatch</Code>')
})

test("refusals have STS' codes", async () => {
  const mismatch =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
  const token = 'The security token included in the request is invalid.'
  expect(await refusal({ secretAccessKey: 'other' })).toEqual(['SignatureDoesNotMatch', mismatch, 403])
  expect(await refusal({ accessKeyId: 'AKIAOTHER' })).toEqual(['InvalidClientTokenId', token, 403])
  expect(await refusal({ sessionToken: 'token' })).toEqual(['InvalidClientTokenId', token, 403])
  const unsigned = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
  })
  expect(unsigned.status).toBe(403)
  expect(await unsigned.text()).toContain('<Code>MissingAuthenticationToken</Code>')
})

test('what STS offers and this program does not is refused by name', async () => {
  const command = new sdk.AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/any`,
    RoleSessionName: 'session',
  })
  expect(await refusal({}, command)).toEqual([
    'UnsupportedOperationException',
    `AssumeRole is not supported by this program: ${refusedOperations.AssumeRole}`,
    400,
  ])
})

test("docs/sts.md has the operations of the code, and the SDK's", () => {
  const page = readFileSync(new URL('../../docs/sts.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| (\w+) \| ((?:complete|partial|refused).*?) \|$/gm)]
  const stated = Object.fromEntries(rows.map(([, name, state]) => [name, state]))
  const known = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  expect(Object.keys(stated).sort()).toEqual(known.sort())
  expect(Object.keys(access.service.operations).sort()).toEqual(known.sort())
  for (const name of known) {
    const why = refusedOperations[name]
    expect([name, stated[name]]).toEqual([name, why ? `refused: ${why.replace(/\.$/, '')}` : 'complete'])
  }
})
