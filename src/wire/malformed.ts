import { ServiceError } from '../record/index.ts'

/** A body that does not fit the protocol or the shape. Without a sentence where AWS gives none. */
export function malformed(message = ''): ServiceError {
  return new ServiceError('SerializationException', message)
}
