import type { Tag } from './tags.ts'

/** An enabled rule. What it says nothing of it leaves alone. */
export interface LifecycleRule {
  readonly id: string
  /** '' is every key. */
  readonly prefix: string
  /** An object must have all of them. */
  readonly tags: readonly Tag[]
  /** Bytes: objects must be larger, and smaller, than these. */
  readonly above?: number
  readonly below?: number
  /** Objects go so many days after they were made, or from a moment on (ms since 1970). */
  readonly expireDays?: number
  readonly expireFrom?: number
  /** Multipart uploads that are not complete so many days after they began go. */
  readonly abortDays?: number
}

export interface Aging {
  readonly key: string
  readonly size: number
  readonly modifiedAt: number
  readonly tags?: readonly Tag[]
}

/** When something goes, ms since 1970, and by which rule. */
export interface Due {
  readonly at: number
  readonly rule: string
}

const DAY = 86_400_000
/** The last moment that a Date can tell. */
const LATEST = 8.64e15

/** The earliest expiry of the rules that apply; undefined when none does. */
export function expiryOf(rules: readonly LifecycleRule[], object: Aging): Due | undefined {
  return earliest(rules, (rule) => {
    if (!applies(rule, object)) return undefined
    return rule.expireFrom ?? afterDays(object.modifiedAt, rule.expireDays)
  })
}

/** Of a multipart upload: rules for uploads name no sizes and no tags. */
export function abortionOf(
  rules: readonly LifecycleRule[],
  upload: { readonly key: string; readonly startedAt: number },
): Due | undefined {
  return earliest(rules, ({ prefix, abortDays }) =>
    upload.key.startsWith(prefix) ? afterDays(upload.startedAt, abortDays) : undefined,
  )
}

export function isDue(due: Due | undefined, now: number): boolean {
  return due !== undefined && due.at <= now
}

/** Where expiring objects may lie: the rules' prefixes, without those that another covers. */
export function expiringPrefixes(rules: readonly LifecycleRule[]): readonly string[] {
  const all = rules.filter(expires).map(({ prefix }) => prefix)
  return [...new Set(all)].filter(
    (prefix) => !all.some((other) => other !== prefix && prefix.startsWith(other)),
  )
}

export function abortsUploads(rules: readonly LifecycleRule[]): boolean {
  return rules.some(({ abortDays }) => abortDays !== undefined)
}

const expires = ({ expireDays, expireFrom }: LifecycleRule) => (expireDays ?? expireFrom) !== undefined

function applies({ prefix, tags, above, below }: LifecycleRule, object: Aging): boolean {
  return (
    object.key.startsWith(prefix) &&
    (above === undefined || object.size > above) &&
    (below === undefined || object.size < below) &&
    tags.every((tag) => object.tags?.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value))
  )
}

function earliest(
  rules: readonly LifecycleRule[],
  when: (rule: LifecycleRule) => number | undefined,
): Due | undefined {
  let found: Due | undefined
  for (const rule of rules) {
    const at = when(rule)
    if (at !== undefined && (!found || at < found.at)) found = { at, rule: rule.id }
  }
  return found
}

/** S3 adds the days and goes on to the next midnight, UTC. */
function afterDays(from: number, days: number | undefined): number | undefined {
  if (days === undefined) return undefined
  return Math.min((Math.floor((from + days * DAY) / DAY) + 1) * DAY, LATEST)
}
