import { illegal, invalidRequest } from '../errors.ts'
import type { BulkAction } from '../ports.ts'

/** What a write demands of the document as it stands. */
export type WriteCondition = Pick<BulkAction, 'ifSequence' | 'ifTerm' | 'version'>

/** Reads `if_seq_no`, `if_primary_term`, `version` and `version_type`; throws where they do not fit together. */
export function writeCondition(
  given: (name: string) => string | undefined,
  action: string,
): WriteCondition | undefined {
  const [sequence, term, version] = ['if_seq_no', 'if_primary_term', 'version'].map((name) =>
    wholeNumber(name, given(name)),
  )
  const type = given('version_type') ?? 'internal'
  if (!['internal', 'external', 'external_gt', 'external_gte'].includes(type)) {
    throw illegal(`No version type match [${type}]`)
  }
  if (type === 'internal') return bySequence(sequence, term, version)
  if (sequence !== undefined || term !== undefined)
    throw invalidRequest(['compare and write operations can not use versioning'])
  if (action === 'create')
    throw invalidRequest(['create operations only support internal versioning. use index instead'])
  if (action === 'update')
    throw invalidRequest([
      'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
    ])
  if (version === undefined)
    throw invalidRequest([`illegal version value [-3] for version type [${type.toUpperCase()}]`])
  return { version: { value: version, kind: type === 'external_gte' ? 'external_gte' : 'external' } }
}

function bySequence(
  sequence: number | undefined,
  term: number | undefined,
  version: number | undefined,
): WriteCondition | undefined {
  if (version !== undefined) {
    throw invalidRequest([
      'internal versioning can not be used for optimistic concurrency control. ' +
        'Please use `if_seq_no` and `if_primary_term` instead',
    ])
  }
  if (sequence === undefined && term === undefined) return undefined
  if (sequence === undefined) throw invalidRequest([`ifSeqNo is unassigned, but primary term is [${term}]`])
  if (term === undefined || term === 0) throw invalidRequest([`ifSeqNo is set, but primary term is [0]`])
  return { ifSequence: sequence, ifTerm: term }
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw illegal(`Failed to parse long parameter [${name}] with value [${value}]`)
}
