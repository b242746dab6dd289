/** Tags as templates write them. */
export type TagList = readonly { readonly Key: string; readonly Value: unknown }[] | undefined

export function tagMap(tags: TagList): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, String(Value ?? '')]))
}

export function changedTags(before: TagList, after: TagList) {
  const wanted = tagMap(after)
  const existing = tagMap(before)
  return {
    added: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => existing[key] !== value)),
    removed: Object.keys(existing).filter((key) => !(key in wanted)),
  }
}
