import { distance } from 'fastest-levenshtein'

/** OpenSearch's ` did you mean [x]?`: candidates more than half alike, best first; empty if none is near. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({
      name,
      likeness: 1 - distance(unknown, name) / Math.max(unknown.length, name.length, 1),
    }))
    .filter(({ likeness }) => likeness > 0.5)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
  if (near.length === 0) return ''
  return near.length === 1 ? ` did you mean [${near[0]}]?` : ` did you mean any of [${near.join(', ')}]?`
}
