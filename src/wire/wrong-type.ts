import type { Member } from '../record/index.ts'

/**
 * AWS's sentence for a value of the wrong type, or undefined. What comes over the wire was read by its schema and
 * fits already; what a template or the program itself hands to `dispatch` was not.
 */
export function wrongType(value: unknown, { type }: Member): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : notA(value, 'a String')
    case 'integer':
      return Number.isInteger(value) ? undefined : notA(value, 'an Integer')
    case 'number':
      return typeof value === 'number' ? undefined : notA(value, 'a Double')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : notA(value, 'a Boolean')
    case 'blob':
      return value instanceof Uint8Array || isStream(value) ? undefined : 'Expected a Blob'
    case 'timestamp':
      return value instanceof Date || typeof value === 'number' ? undefined : 'Expected a Timestamp'
    case 'list':
      return Array.isArray(value) ? undefined : 'Expected list or null'
    default:
      if (Array.isArray(value)) return LIST_FOUND
      return typeof value === 'object' ? undefined : 'Expected a structure or null'
  }
}

const LIST_FOUND = 'Start of list found where not expected'
const JAVA: Readonly<Record<string, string>> = { string: 'String', number: 'Double', boolean: 'Boolean' }

function notA(value: unknown, scalar: string): string {
  if (Array.isArray(value)) return LIST_FOUND
  if (typeof value === 'object') return 'Start of structure or map found where not expected.'
  return `class java.lang.${JAVA[typeof value] ?? 'Object'} can not be converted to ${scalar}`
}

/** A body that streams (S3's `Body`). */
const isStream = (value: unknown) =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
