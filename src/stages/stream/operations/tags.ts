import type { Caller, Member } from '../../../record/index.ts'
import { tagsHaveIllegalCharacters, tagsHaveInvalidCharacters, tooManyTags } from '../errors.ts'
import { TAG_LIMIT } from './quotas.ts'

export type Tags = Readonly<Record<string, string>>

export const tags: Member = {
  type: 'map',
  min: 1,
  max: 200,
  key: { type: 'string', min: 1, max: 128 },
  element: { type: 'string', min: 0, max: 256 },
}

export const tagKeys: Member = {
  type: 'list',
  min: 1,
  max: 50,
  element: { type: 'string', min: 1, max: 128 },
}

/** `of` is the stream or consumer that is to have them, for the sentence. */
export function checkTags(added: Tags, before: Tags, of: string, { account }: Caller): void {
  checkCharacters(Object.entries(added).flat(), 'add tags to', of, account)
  const keys = new Set([...Object.keys(before), ...Object.keys(added)])
  if (keys.size > TAG_LIMIT) throw tooManyTags(of, account, TAG_LIMIT)
}

export function checkTagKeys(keys: readonly string[], of: string, { account }: Caller): void {
  checkCharacters(keys, 'remove tags from', of, account)
}

function checkCharacters(
  texts: readonly string[],
  doing: 'add tags to' | 'remove tags from',
  of: string,
  account: string,
) {
  if (texts.some((text) => !/^[\p{L}\p{M}\p{N}\p{Zs}_.:/=+\-%@]*$/u.test(text)))
    throw tagsHaveInvalidCharacters()
  if (texts.some((text) => text.includes('%'))) throw tagsHaveIllegalCharacters(doing, of, account)
}

export function withoutKeys(before: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key)))
}

/** As the lists show them, by key. */
export function describedTags(kept: Tags): { readonly Key: string; readonly Value: string }[] {
  const byKey = Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return byKey.map(([Key, Value]) => ({ Key, Value }))
}
