export interface Conditions {
  readonly ifMatch?: string
  readonly ifNoneMatch?: string
  readonly ifModifiedSince?: Date
  readonly ifUnmodifiedSince?: Date
}

export interface Judged {
  readonly etag: string
  /** ms since 1970. */
  readonly modifiedAt: number
}

export type FailedCondition = 'If-Match' | 'If-None-Match' | 'If-Modified-Since' | 'If-Unmodified-Since'

/**
 * Which condition an object fails (RFC 9110 §13.2.2): an If-Match that holds makes If-Unmodified-Since void, and an
 * If-None-Match makes If-Modified-Since void. HTTP dates know whole seconds only.
 */
export function failedCondition(conditions: Conditions, object: Judged): FailedCondition | undefined {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  const modified = wholeSeconds(object.modifiedAt)
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) return 'If-Match'
  } else if (ifUnmodifiedSince && modified > ifUnmodifiedSince.getTime()) return 'If-Unmodified-Since'
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag) ? 'If-None-Match' : undefined
  if (ifModifiedSince && modified <= ifModifiedSince.getTime()) return 'If-Modified-Since'
  return undefined
}

/** An ETag, several, or `*`; S3 takes them without quotes too. */
export function matches(given: string, etag: string): boolean {
  const bare = unquoted(etag)
  return given.split(',').some((one) => one.trim() === '*' || unquoted(one.trim()) === bare)
}

export function unquoted(etag: string): string {
  return etag.replace(/^(?:W\/)?"?|"$/g, '')
}

export function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000
}
