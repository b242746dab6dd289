import { ServiceError } from '../../record/index.ts'
import { readBody } from '../body.ts'
import { parseJson } from '../codecs/json-text.ts'
import type { Exchange } from '../exchange.ts'
import { bodyLimitOf, type Speaker } from './speaker.ts'

/**
 * `application/json` where AWS's JSON has a type of its own. AWS knows no operation then, and says so in the form of
 * a protocol of long ago; only a body that is no JSON comes before that.
 */
export function plainJsonSpeaker(exchange: Exchange): Speaker {
  return {
    what: 'application/json',
    async answer() {
      const parsed = parseJson(await readBody(exchange, bodyLimitOf(undefined)))
      throw typeof parsed === 'object' && parsed !== null
        ? new ServiceError('UnknownOperationException', '', 404)
        : new ServiceError('SerializationException', '')
    },
    fail: ({ type, status }) => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Output: { __type: `com.amazon.coral.service#${type}` }, Version: '1.0' }),
    }),
  }
}
