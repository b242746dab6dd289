const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/

/**
 * S3's rules for a location constraint. The endpoint of us-east-1 takes any region but its own name; others take
 * their own alone, and ask for it.
 */
export function locationProblem(
  asked: string | undefined,
  region: string,
): 'unknown' | 'elsewhere' | undefined {
  if (asked !== undefined && asked !== 'EU' && !REGION.test(asked)) return 'unknown'
  if (region === 'us-east-1') return asked === 'us-east-1' ? 'unknown' : undefined
  return regionOf(asked) === region ? undefined : 'elsewhere'
}

export function regionOf(constraint: string | undefined): string {
  return constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1')
}
