type Structure = Readonly<Record<string, unknown>>

/**
 * What UpdateDestination makes of a configuration: members that the update does not give stay, structures merge
 * member by member, anything else is replaced. `whole` names structures that are replaced as one (unions).
 */
export function merge<Kept extends object>(kept: Kept, update: object, whole: readonly string[] = []): Kept {
  const merged: Record<string, unknown> = { ...(kept as Structure) }
  for (const [name, value] of Object.entries(update)) {
    if (value === undefined || value === null) continue
    const old = merged[name]
    merged[name] =
      isStructure(old) && isStructure(value) && !whole.includes(name) ? merge(old, value, whole) : value
  }
  return merged as Kept
}

function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
