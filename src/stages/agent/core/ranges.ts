/** Byte ranges `[from, to)` of a file. */
export type Range = readonly [from: number, to: number]

/** Sorted, overlapping and touching ones joined, empty ones gone. */
export function joined(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0])
  const result: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** `ranges` without what lies in `holes`. */
export function without(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  let rest = joined(ranges)
  for (const [from, to] of joined(holes)) {
    rest = rest.flatMap(([start, stop]): Range[] => {
      if (to <= start || from >= stop) return [[start, stop]]
      return joined([
        [start, Math.min(from, stop)],
        [Math.max(to, start), stop],
      ])
    })
  }
  return rest
}
