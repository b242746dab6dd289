import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { type AccessKey, createAccess, type KeyStore } from './index.ts'

/** Keys in memory. */
function createStore(): KeyStore & { kept?: readonly AccessKey[] } {
  return {
    async read() {
      return this.kept
    },
    async makeFirst(keys) {
      this.kept ??= keys
      return this.kept
    },
  }
}

const ports = (store: KeyStore) => ({
  ...{ store, account: '123456789012', open: false, now: () => 0, randomBytes, log: silentLog },
})

test('the first start makes a pair in the form of AWS, the next one keeps it', async () => {
  const store = createStore()
  const access = await createAccess(ports(store))
  const [key] = store.kept ?? []
  expect(key.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  expect(key.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
  expect(key.created).toBe('1970-01-01T00:00:00.000Z')
  const credential = {
    secretAccessKey: key.secretAccessKey,
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
  }
  expect(access.credentials(key.accessKeyId)).toEqual(credential)
  expect((await createAccess(ports(store))).credentials(key.accessKeyId)).toEqual(credential)
  expect(access.credentials('constructor')).toBeUndefined()
  expect(JSON.stringify(access.health())).not.toContain(key.secretAccessKey)
})

test('two first starts do not make the same keys', async () => {
  const ids = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const store = createStore()
      await createAccess(ports(store))
      return store.kept?.[0].accessKeyId
    }),
  )
  expect(new Set(ids).size).toBe(100)
})

test('GetCallerIdentity names the caller; what there is not is refused by name', async () => {
  const { service } = await createAccess(ports(createStore()))
  const dispatch = createDispatch([service])
  const caller = { account: '123456789012', region: 'us-east-1', arn: 'arn:aws:iam::123456789012:root' }
  expect(await dispatch('sts', 'GetCallerIdentity', {}, caller)).toEqual({
    UserId: '123456789012',
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:root',
  })
  await expect(dispatch('sts', 'AssumeRole', { RoleArn: 'x' }, caller)).rejects.toMatchObject({
    type: 'UnsupportedOperationException',
    message:
      'AssumeRole is not supported by this program: there are no roles yet; sign with the key that tailrace env prints.',
  })
})
