import { type Protocol, ServiceError } from '../record/index.ts'

const CONTENT_TYPES: Readonly<Record<string, Protocol>> = {
  'application/x-amz-json-1.0': 'json-1.0',
  'application/x-amz-json-1.1': 'json-1.1',
  'application/x-amz-cbor-1.1': 'cbor-1.1',
}

/** The protocol that a content type names, whatever the operation. */
export function protocolOf(contentType: string | undefined): Protocol | undefined {
  return CONTENT_TYPES[(contentType ?? '').split(';', 1)[0].trim().toLowerCase()]
}

/** The sentence is AWS's: none. */
export const unknownOperation = (status = 400) => new ServiceError('UnknownOperationException', '', status)

/** AWS cannot even say who should refuse. */
export const undetermined = () =>
  new ServiceError(
    'AccessDeniedException',
    'Unable to determine service/operation name to be authorized',
    403,
  )
