export interface Tag {
  readonly Key: string
  readonly Value?: string
}

/** A key that is there keeps its place and gets the new value; new ones come behind, in the order given. */
export function withTags(tags: readonly Tag[], more: readonly Tag[]): readonly Tag[] {
  const merged = new Map(tags.map((tag) => [tag.Key, tag]))
  for (const tag of more) merged.set(tag.Key, tag)
  return [...merged.values()]
}

export function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  return tags.filter(({ Key: key }) => !keys.includes(key))
}

/** The first key that is given twice. */
export function repeatedKey(tags: readonly Tag[]): string | undefined {
  const keys = tags.map(({ Key: key }) => key)
  return keys.find((key, at) => keys.indexOf(key) !== at)
}

/** What comes behind `after`; all of them when there is no such key. */
export function tagsAfter(tags: readonly Tag[], after: string | undefined): readonly Tag[] {
  return tags.slice(tags.findIndex(({ Key: key }) => key === after) + 1)
}
