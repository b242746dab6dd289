import type { Member } from '../../record/index.ts'
import type { LifecycleRule } from './core/lifecycle.ts'
import type { Tag } from './core/tags.ts'

/** A lifecycle configuration as clients write it and as it is kept; kept dates are ISO texts. */
export interface LifecycleDocument<Moment = string> {
  readonly Rules: readonly RuleDocument<Moment>[]
  readonly TransitionDefaultMinimumObjectSize?: string
}

export interface RuleDocument<Moment = string> {
  readonly ID?: string
  readonly Prefix?: string
  readonly Filter?: Predicates & {
    readonly Tag?: Tag
    readonly And?: Predicates & { readonly Tags?: readonly Tag[] }
  }
  readonly Status?: string
  readonly Expiration?: {
    readonly Days?: number
    readonly Date?: Moment
    readonly ExpiredObjectDeleteMarker?: boolean
  }
  readonly NoncurrentVersionExpiration?: Noncurrent
  readonly NoncurrentVersionTransitions?: readonly (Noncurrent & { readonly StorageClass?: string })[]
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number }
}

interface Noncurrent {
  readonly NoncurrentDays?: number
  readonly NewerNoncurrentVersions?: number
}

interface Predicates {
  readonly Prefix?: string
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
}

/** The rules to act on: the enabled ones. */
export function rulesOf({ Rules: rules }: LifecycleDocument): readonly LifecycleRule[] {
  return rules.filter(({ Status: status }) => status === 'Enabled').map(ruleOf)
}

function ruleOf(rule: RuleDocument): LifecycleRule {
  const { Days: days, Date: date } = rule.Expiration ?? {}
  const { prefix, tags, above, below } = predicatesOf(rule)
  return {
    id: rule.ID ?? '',
    prefix,
    tags,
    above,
    below,
    expireDays: days,
    expireFrom: date === undefined ? undefined : Date.parse(date),
    abortDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  }
}

/** Where each predicate may stand, in one. */
export function predicatesOf({ Prefix: own, Filter: filter }: RuleDocument<unknown>) {
  const { Tag: tag, And: and } = filter ?? {}
  return {
    prefix: own ?? filter?.Prefix ?? and?.Prefix ?? '',
    tags: [...(tag ? [tag] : []), ...(and?.Tags ?? [])],
    above: filter?.ObjectSizeGreaterThan ?? and?.ObjectSizeGreaterThan,
    below: filter?.ObjectSizeLessThan ?? and?.ObjectSizeLessThan,
  }
}

export function kept(rules: readonly RuleDocument<Date>[]): readonly RuleDocument[] {
  return rules.map((rule) => withDate(rule, (date: Date) => date.toISOString()))
}

export function shown(rules: readonly RuleDocument[]): readonly RuleDocument<Date>[] {
  return rules.map((rule) => withDate(rule, (date: string) => new Date(date)))
}

function withDate<From, To>(rule: RuleDocument<From>, convert: (date: From) => To): RuleDocument<To> {
  const { Expiration: expiration, ...rest } = rule
  if (!expiration) return rest
  const { Date: date, ...others } = expiration
  return { ...rest, Expiration: { ...others, ...(date === undefined ? {} : { Date: convert(date) }) } }
}

const text: Member = { type: 'string' }
const integer: Member = { type: 'integer' }
const size: Member = { type: 'number' }
const tag: Member = { type: 'structure', members: { Key: text, Value: text } }
const classes = 'objects are not moved between storage classes: they all lie in one folder.'

/** Transitions of noncurrent versions, of which there are none, have nothing to do and are kept. */
export const ruleMember: Member = {
  type: 'structure',
  members: {
    ID: text,
    Prefix: text,
    Status: text,
    Filter: {
      type: 'structure',
      members: {
        Prefix: text,
        Tag: tag,
        ObjectSizeGreaterThan: size,
        ObjectSizeLessThan: size,
        And: {
          type: 'structure',
          members: {
            Prefix: text,
            Tags: { type: 'list', element: tag },
            ObjectSizeGreaterThan: size,
            ObjectSizeLessThan: size,
          },
        },
      },
    },
    Expiration: {
      type: 'structure',
      members: { Days: integer, Date: { type: 'timestamp' }, ExpiredObjectDeleteMarker: { type: 'boolean' } },
    },
    Transitions: { type: 'list', refused: classes },
    NoncurrentVersionTransitions: {
      type: 'list',
      element: {
        type: 'structure',
        members: { NoncurrentDays: integer, NewerNoncurrentVersions: integer, StorageClass: text },
      },
    },
    NoncurrentVersionExpiration: {
      type: 'structure',
      members: { NoncurrentDays: integer, NewerNoncurrentVersions: integer },
    },
    AbortIncompleteMultipartUpload: { type: 'structure', members: { DaysAfterInitiation: integer } },
  },
}
