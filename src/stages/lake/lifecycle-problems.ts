import { tagSetProblem } from './core/tags.ts'
import { errors } from './errors.ts'
import { predicatesOf, type RuleDocument } from './lifecycle-document.ts'

type Rule = RuleDocument<Date>

const DAY = 86_400_000
const LARGEST = 1_099_511_627_776_000

/** Throws S3's own error for the first rule that is none. Every rule has an ID by now. */
export function assertRules(rules: readonly Rule[]) {
  if (rules.length < 1 || rules.length > 1000) throw errors.malformed()
  for (const rule of rules) assertRule(rule)
  if (rules.some(({ Filter: filter }) => filter) && rules.some(({ Filter: filter }) => !filter)) {
    throw errors.invalidRequest('Filter element can only be used in Lifecycle V2.')
  }
  if (new Set(rules.map(({ ID: id }) => id)).size < rules.length) {
    throw errors.invalid('ID', '', 'Rule ID must be unique. Found same ID for more than one rule')
  }
}

function assertRule(rule: Rule) {
  const { ID: id = '', Status: status } = rule
  if (id.length > 255) throw errors.invalid('ID', id, 'ID length should not exceed allowed limit of 255')
  if (status !== 'Enabled' && status !== 'Disabled') throw errors.malformed()
  assertFilter(rule)
  assertAction(rule)
  assertExpiration(rule)
  assertNoncurrent(rule)
  assertAbortion(rule)
}

/** Either the older Prefix of the rule itself, or a Filter; in that one predicate, or several in And. */
function assertFilter(rule: Rule) {
  const { Prefix: prefix, Filter: filter } = rule
  if ((prefix === undefined) === (filter === undefined)) throw errors.malformed()
  if (filter && given(filter) > 1) throw errors.malformed()
  if (filter?.And && given(filter.And) < 1) throw errors.malformed()
  const { tags, above, below, prefix: any } = predicatesOf(rule)
  if (Buffer.byteLength(any) > 1024) {
    throw errors.invalidRequest('The maximum size of a prefix is 1024.')
  }
  if (tags.some(({ Key, Value }) => Key === undefined || Value === undefined)) throw errors.malformed()
  const problem = tagSetProblem(tags, Number.POSITIVE_INFINITY)
  if (problem) {
    const twice = new Set(tags.map(({ Key: key }) => key)).size < tags.length
    throw twice
      ? errors.invalidRequest('Duplicate Tag Keys are not allowed.')
      : errors.invalidTag(problem.message, problem.key)
  }
  assertSizes(above, below)
}

function assertSizes(above: number | undefined, below: number | undefined) {
  if (above !== undefined && !(above >= 0 && above <= LARGEST)) {
    throw errors.invalidRequest(`'ObjectSizeGreaterThan' should be between 0 and ${LARGEST}.`)
  }
  if (below !== undefined && !(below >= 1 && below <= LARGEST)) {
    throw errors.invalidRequest(`'ObjectSizeLessThan' should be between 1 and ${LARGEST}.`)
  }
  if (above !== undefined && below !== undefined && below <= above) {
    throw errors.invalidRequest(
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    )
  }
}

function assertAction(rule: Rule) {
  const actions = [
    rule.Expiration,
    rule.NoncurrentVersionExpiration,
    rule.NoncurrentVersionTransitions?.[0],
    rule.AbortIncompleteMultipartUpload,
  ]
  if (actions.every((action) => action === undefined)) {
    throw errors.invalidRequest('At least one action needs to be specified in a rule')
  }
}

function assertExpiration(rule: Rule) {
  const { Expiration: expiration } = rule
  if (!expiration) return
  const { Days: days, Date: date, ExpiredObjectDeleteMarker: marker } = expiration
  if (given(expiration) !== 1) throw errors.malformed()
  if (days !== undefined) assertPositive(days, 'Days', 'Expiration')
  if (date && date.getTime() % DAY !== 0) {
    throw errors.invalid('Date', date.toISOString(), "'Date' must be at midnight GMT")
  }
  if (marker && predicatesOf(rule).tags.length > 0) {
    throw errors.invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags.')
  }
}

function assertNoncurrent(rule: Rule) {
  const { NoncurrentVersionExpiration: expiration, NoncurrentVersionTransitions: transitions = [] } = rule
  if (expiration) {
    const { NoncurrentDays: days } = expiration
    if (days === undefined) throw errors.malformed()
    assertPositive(days, 'NoncurrentDays', 'NoncurrentVersionExpiration')
  }
  for (const { NoncurrentDays: days, StorageClass: storageClass } of transitions) {
    if (days === undefined || days < 0 || !storageClass) throw errors.malformed()
  }
  for (const { NewerNoncurrentVersions: newer } of [expiration ?? {}, ...transitions]) {
    if (newer !== undefined && !(newer >= 1 && newer <= 100)) {
      throw errors.invalid(
        'NewerNoncurrentVersions',
        newer,
        "'NewerNoncurrentVersions' must be a positive integer less than or equal to 100",
      )
    }
  }
}

function assertAbortion(rule: Rule) {
  const { AbortIncompleteMultipartUpload: abortion } = rule
  if (!abortion) return
  const { DaysAfterInitiation: days } = abortion
  if (days === undefined) throw errors.malformed()
  assertPositive(days, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload')
  const { tags, above, below } = predicatesOf(rule)
  const other = tags.length > 0 ? 'Tags' : (above ?? below) === undefined ? undefined : 'Object Size'
  if (other) {
    throw errors.invalidRequest(`AbortIncompleteMultipartUpload cannot be specified with ${other}.`)
  }
}

function assertPositive(days: number, name: string, action: string) {
  if (days >= 1 && days <= 2_147_483_647) return
  throw errors.invalid(name, days, `'${name}' for ${action} action must be a positive integer`)
}

const given = (members: object) => Object.values(members).filter((value) => value !== undefined).length
