import type { ServiceError } from '../../record/index.ts'
import { jsonOutput, writeTree } from '../codecs/json-output.ts'
import type { Contract } from '../contract.ts'

/**
 * An error as JSON's tree: `__type`, the message under the name that its shape has for it, further members.
 * Errors of the protocol itself are written as AWS does: SerializationException's `Message` has a capital.
 */
export function errorBody(
  error: ServiceError,
  contract: Contract | undefined,
  namespaced: boolean,
): Record<string, unknown> {
  const shape = contract?.errorOf(error.type)
  const type = shape?.name ?? error.type
  const key = error.type === 'SerializationException' || shape?.byName.has('Message') ? 'Message' : 'message'
  const details = shape ? writeTree(error.details, shape, jsonOutput) : error.details
  return {
    __type: namespaced && shape && contract ? `${contract.namespace}#${type}` : type,
    ...(error.message === '' ? {} : { [key]: error.message }),
    ...details,
  }
}
