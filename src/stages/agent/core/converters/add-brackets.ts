import type { Convert } from './converter.ts'

const OPEN = Buffer.from('{')
const CLOSE = Buffer.from('}')

/** ADDBRACKETS: `{` + record + `}`, the record's own newline included. */
export function createAddBrackets(): Convert {
  return (record) => Buffer.concat([OPEN, record, CLOSE])
}
