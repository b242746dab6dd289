import { type Dispatch, type Service, ServiceError } from '../record/index.ts'
import { validate } from './validate.ts'

const never = new AbortController().signal

/** Joins the rooms' services into the one way in: every operation is validated, then run. */
export function createDispatch(services: readonly Service[]): Dispatch {
  const byName = new Map(services.map((service) => [service.name, service]))
  return async (service, operation, input, caller, signal = never) => {
    const found = byName.get(service)?.operations[operation]
    if (!found) {
      throw new ServiceError('UnknownOperationException', `Unknown operation ${service}:${operation}.`, 404)
    }
    validate(input, found.members)
    return found.run(input as never, caller, signal)
  }
}
