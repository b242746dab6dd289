import { expect, test } from 'vitest'
import { merge } from './merge.ts'
import { recordIds, SEED_LENGTH } from './record-id.ts'
import { repeatedKey, tagsAfter, withoutTags, withTags } from './tags.ts'

test('an update merges structures, replaces lists and values, and leaves alone what it does not give', () => {
  const kept = {
    Prefix: 'a/',
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
    ProcessingConfiguration: { Enabled: true, Processors: [1, 2] },
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
  }
  const update = {
    Prefix: undefined,
    FileExtension: '',
    BufferingHints: { SizeInMBs: 9 },
    ProcessingConfiguration: { Processors: [3] },
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'k' } },
  }
  expect(merge(kept, update, ['EncryptionConfiguration'])).toEqual({
    Prefix: 'a/',
    FileExtension: '',
    BufferingHints: { SizeInMBs: 9, IntervalInSeconds: 300 },
    ProcessingConfiguration: { Enabled: true, Processors: [3] },
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'k' } },
  })
  expect(kept.BufferingHints).toEqual({ SizeInMBs: 5, IntervalInSeconds: 300 })
})

test('tags keep their order', () => {
  const tags = [{ Key: 'b', Value: '1' }, { Key: 'a' }]
  const more = withTags(tags, [{ Key: 'c' }, { Key: 'b', Value: '2' }])
  expect(more).toEqual([{ Key: 'b', Value: '2' }, { Key: 'a' }, { Key: 'c' }])
  expect(withoutTags(more, ['a', 'z'])).toEqual([{ Key: 'b', Value: '2' }, { Key: 'c' }])
  expect(tagsAfter(more, 'a')).toEqual([{ Key: 'c' }])
  expect(tagsAfter(more, 'z')).toEqual(more)
  expect(tagsAfter(more, undefined)).toEqual(more)
  expect([repeatedKey(more), repeatedKey([...more, { Key: 'a' }])]).toEqual([undefined, 'a'])
})

test('record ids are 224 characters and all different', () => {
  const ids = recordIds(new Uint8Array(SEED_LENGTH).fill(7), 500)
  expect(new Set(ids).size).toBe(500)
  expect(ids.every((id) => /^[A-Za-z0-9+/]{224}$/.test(id))).toBe(true)
})
