import { closest, distance } from 'fastest-levenshtein'

/** The known name that was probably meant, or undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const best = closest(name.toLowerCase(), [...known])
  return best && distance(name.toLowerCase(), best.toLowerCase()) <= (name.length < 7 ? 1 : 2)
    ? best
    : undefined
}
