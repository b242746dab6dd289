import { expect, test } from 'vitest'
import type { Caller } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { s3ControlService } from './control.ts'
import type { ObjectStore } from './ports.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }

function control() {
  let document: unknown
  const store = {
    hasBucket: async (bucket: string) => bucket === 'logs',
    bucketConfiguration: async () => document,
    setBucketConfiguration: async (_bucket: string, _kind: string, set: unknown) => {
      document = set
    },
  } as Partial<ObjectStore> as ObjectStore
  const dispatch = createDispatch([s3ControlService(store)])
  return (operation: string, more: object = {}) =>
    dispatch(
      's3control',
      operation,
      { AccountId: '000000000000', ResourceArn: 'arn:aws:s3:::logs', ...more },
      caller,
    )
}
const tag = (Key: string, Value = '') => ({ Key, Value })

test('tags of a bucket: none, added, replaced, taken away', async () => {
  const call = control()
  expect(await call('ListTagsForResource')).toEqual({ Tags: [] })
  await call('TagResource', { Tags: [tag('a', '1'), tag('b', '2')] })
  await call('TagResource', { Tags: [tag('a', '3')] })
  expect(await call('ListTagsForResource')).toEqual({ Tags: [tag('b', '2'), tag('a', '3')] })
  await call('UntagResource', { TagKeys: ['b', 'none'] })
  expect(await call('ListTagsForResource')).toEqual({ Tags: [tag('a', '3')] })
  await Promise.all(['c', 'd', 'e'].map((key) => call('TagResource', { Tags: [tag(key)] })))
  expect(await call('ListTagsForResource')).toEqual({ Tags: [tag('a', '3'), tag('c'), tag('d'), tag('e')] })
})

test('what is refused', async () => {
  const call = control()
  const tags = (from: number, count: number) => Array.from({ length: count }, (_, at) => tag(`k${from + at}`))
  await call('TagResource', { Tags: tags(0, 30) })
  await expect(call('TagResource', { Tags: tags(30, 21) })).rejects.toMatchObject({ type: 'BadRequest' })
  await expect(call('TagResource', { Tags: [tag('aws:x')] })).rejects.toMatchObject({ type: 'InvalidTag' })
  await expect(call('TagResource', { Tags: [{ Key: 'a' }] })).rejects.toMatchObject({ type: 'MalformedXML' })
  for (const ResourceArn of [
    'arn:aws:s3:::none',
    'arn:aws:s3:us-east-1:000000000000:accesspoint/a',
    'logs',
  ]) {
    await expect(call('ListTagsForResource', { ResourceArn })).rejects.toMatchObject({
      type: 'NoSuchResource',
      status: 404,
    })
  }
  await expect(call('ListTagsForResource', { AccountId: '111122223333' })).rejects.toMatchObject({
    type: 'AccessDenied',
  })
  expect(((await call('ListTagsForResource')) as { Tags: unknown[] }).Tags).toHaveLength(30)
})
