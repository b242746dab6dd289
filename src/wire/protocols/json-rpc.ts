import type { ServiceError } from '../../record/index.ts'
import { stringifyDoubles } from '../codecs/double.ts'
import { jsonDialect, readTree } from '../codecs/json-input.ts'
import { doublesOutput, jsonOutput, writeTree } from '../codecs/json-output.ts'
import { parseJson } from '../codecs/json-text.ts'
import type { Contract } from '../contract.ts'
import { malformed } from '../malformed.ts'
import type { Structure } from '../shape.ts'
import { errorBody } from './error-body.ts'
import type { RpcProtocol } from './rpc.ts'

/** JSON 1.0 and 1.1: `POST /`, the operation in `X-Amz-Target`. */
export function jsonRpc(version: '1.0' | '1.1'): RpcProtocol {
  const contentType = `application/x-amz-json-${version}`
  const text =
    version === '1.0'
      ? (output: unknown, shape: Structure) => stringifyDoubles(writeTree(output, shape, doublesOutput)) ?? ''
      : (output: unknown, shape: Structure) => JSON.stringify(writeTree(output, shape, jsonOutput))
  return {
    parse,
    events: {
      contentType,
      write: text,
    },
    read: (parsed, { input }) => readTree(parsed, input, jsonDialect),
    write(output, operation) {
      const hasBody = operation.output.members.length > 0
      const body = hasBody ? text(output, operation.output) : ''
      return { status: 200, headers: { 'content-type': contentType }, body }
    },
    fail(error, contract) {
      const body = JSON.stringify(errorBody(error, contract, version === '1.0'))
      return {
        status: error.status,
        headers: { 'content-type': contentType, ...errorHeaders(error, contract) },
        body,
      }
    },
  }
}

function parse(body: Buffer): unknown {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) throw malformed()
  return parsed
}

/** `x-amzn-errortype`, and for services that once spoke Query the code that they had there. */
export function errorHeaders(error: ServiceError, contract: Contract | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'x-amzn-errortype': error.type }
  if (contract?.model.protocols.includes('query')) {
    const code = contract.errorOf(error.type)?.traits.awsQueryError?.[0] ?? error.type
    headers['x-amzn-query-error'] = `${code};${error.status >= 500 ? 'Receiver' : 'Sender'}`
  }
  return headers
}
