import { errors } from '../errors.ts'

const MOST = 50

/** Throws when these are more than a function may have, or not as tags are. */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > MOST) throw errors.tooManyTags()
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128)
      throw errors.badTag(`A tag's key has 1 to 128 characters: '${key.slice(0, 140)}'.`)
    if (value.length > 256)
      throw errors.badTag(`The value of the tag '${key}' is longer than 256 characters.`)
    if (key.toLowerCase().startsWith('aws:'))
      throw errors.badTag(`Keys of tags do not begin with aws: '${key}'.`)
  }
  return tags
}
