import type { Shape } from '../shape.ts'
import { decodeBase64 } from './base64.ts'
import { parseTimestamp } from './timestamp.ts'

/** A simple value from text: XML, Query bodies, headers, paths. `wrong` makes the refusal. */
export function readSimpleText(text: string, shape: Shape, wrong: (text: string) => Error): unknown {
  switch (shape.kind) {
    case 'boolean':
      if (/^true$/i.test(text.trim())) return true
      if (/^false$/i.test(text.trim())) return false
      throw wrong(text)
    case 'integer':
      if (!/^[+-]?\d{1,19}$/.test(text.trim())) throw wrong(text)
      return Number(text)
    case 'number':
      return readNumber(text.trim(), wrong)
    case 'timestamp':
      return trying(() => parseTimestamp(text), text, wrong)
    case 'blob':
      return trying(() => decodeBase64(text.replace(/\s/g, '')), text, wrong)
    default:
      return text
  }
}

function readNumber(text: string, wrong: (text: string) => Error): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (text === 'NaN') return Number.NaN
  const sign = /^([+-]?)Infinity$/.exec(text)
  if (!sign) throw wrong(text)
  return sign[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function trying<T>(read: () => T, text: string, wrong: (text: string) => Error): T {
  try {
    return read()
  } catch {
    throw wrong(text)
  }
}
