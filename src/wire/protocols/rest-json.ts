import { jsonDialect, readTree } from '../codecs/json-input.ts'
import { jsonOutput, writeTree } from '../codecs/json-output.ts'
import { parseJson } from '../codecs/json-text.ts'
import { isBound } from '../rest-input.ts'
import type { Structure } from '../shape.ts'
import { errorBody } from './error-body.ts'
import { rawPayload, readRawPayload } from './raw-payload.ts'
import type { RestProtocol } from './rest.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** REST-JSON: Lambda, OpenSearch's domains. */
export const restJson: RestProtocol = {
  read(body, { input, inputPayload }) {
    if (inputPayload) {
      const { name, shape } = inputPayload
      if (shape.kind !== 'structure') return readRawPayload(body, inputPayload)
      return body.length === 0 ? {} : { [name]: readTree(parseJson(body), shape, jsonDialect) }
    }
    const shape = inBody(input)
    return body.length === 0 || shape.members.length === 0
      ? {}
      : readTree(parseJson(body), shape, jsonDialect)
  },
  write(output, { output: shape, outputPayload }) {
    if (outputPayload) {
      const value = output[outputPayload.name]
      if (outputPayload.shape.kind !== 'structure') return rawPayload(value, outputPayload)
      return { headers: JSON_TYPE, body: JSON.stringify(writeTree(value, outputPayload.shape, jsonOutput)) }
    }
    const body = inBody(shape)
    if (body.members.length === 0) return { headers: {} }
    return { headers: JSON_TYPE, body: JSON.stringify(writeTree(output, body, jsonOutput)) }
  },
  fail(error, contract) {
    const { __type, ...members } = errorBody(error, contract, false)
    return {
      status: error.status,
      headers: { ...JSON_TYPE, 'x-amzn-errortype': String(__type) },
      body: JSON.stringify(members),
    }
  },
}

const bodies = new WeakMap<Structure, Structure>()
/** The shape without what stands in path, query and headers. */
function inBody(shape: Structure): Structure {
  const known = bodies.get(shape)
  if (known) return known
  const body = { ...shape, members: shape.members.filter((slot) => !isBound(slot)) }
  bodies.set(shape, body)
  return body
}
