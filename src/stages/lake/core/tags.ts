export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface TagProblem {
  readonly message: string
  readonly key?: string
  /** There are more than S3 allows, which has an error code of its own. */
  readonly many?: boolean
}

const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** S3's rules for a set of tags: key 1–128 characters, value 0–256, none twice; `most` is 10 for objects. */
export function tagSetProblem(
  tags: readonly Tag[],
  most: number,
  reserved = 'System tags cannot be added/updated by requester',
): TagProblem | undefined {
  if (tags.length > most) return { message: '', many: true }
  const seen = new Set<string>()
  for (const { Key: key, Value: value } of tags) {
    if (seen.has(key)) return { message: 'Cannot provide multiple Tags with the same key', key }
    seen.add(key)
    if (!fits(key, 1, 128)) return { message: 'The TagKey you have provided is invalid', key }
    if (!fits(value, 0, 256)) return { message: 'The TagValue you have provided is invalid', key }
    if (/^aws:/i.test(key)) return { message: reserved, key }
  }
  return undefined
}

function fits(text: string, least: number, most: number): boolean {
  const { length } = [...text]
  return length >= least && length <= most && CHARACTERS.test(text)
}

/** The x-amz-tagging header, written as a query: `a=1&b=2`. Undefined when it cannot be read. */
export function parseTagging(header: string): Tag[] | undefined {
  if (header === '') return []
  try {
    return header.split('&').map((pair) => {
      const at = pair.indexOf('=')
      const [key, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return { Key: decoded(key), Value: decoded(value) }
    })
  } catch {
    return undefined
  }
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
