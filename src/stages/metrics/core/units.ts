/**
 * CloudWatch's units in the order in which it lists them, and prefers one where a query names none and a metric has
 * several.
 */
export const UNITS = [
  ...['Megabits', 'Terabits', 'Gigabits', 'Count', 'Bytes', 'Gigabytes', 'Gigabytes/Second', 'Kilobytes'],
  ...['Kilobits/Second', 'Terabytes', 'Terabits/Second', 'Bytes/Second', 'Percent', 'Megabytes'],
  ...['Megabits/Second', 'Milliseconds', 'Microseconds', 'Kilobytes/Second', 'Gigabits/Second'],
  ...['Megabytes/Second', 'Bits', 'Bits/Second', 'Count/Second', 'Seconds', 'Kilobits', 'Terabytes/Second'],
  'None',
] as const

/** The same units in that order. */
export function inOrder<Item extends { readonly unit: string }>(items: readonly Item[]): Item[] {
  const place = (unit: string) => (UNITS as readonly string[]).indexOf(unit)
  return [...items].sort((one, two) => place(one.unit) - place(two.unit))
}
