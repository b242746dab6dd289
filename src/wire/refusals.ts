import { ServiceError } from '../record/index.ts'

/** What the wire itself refuses before any service could. The sentences are AWS's; some refusals have none. */
export const refusals = {
  unknownOperation: (status = 400) => new ServiceError('UnknownOperationException', '', status),
  /** AWS cannot even say who should refuse. */
  undetermined: () =>
    new ServiceError(
      'AccessDeniedException',
      'Unable to determine service/operation name to be authorized',
      403,
    ),
  missingAction: () => new ServiceError('MissingAction', 'The request must contain the parameter Action'),
  invalidAction: (action: string, version: string) =>
    new ServiceError(
      'InvalidAction',
      `Could not find operation ${action.slice(0, 128)} for version ${version.slice(0, 32) || 'NO_VERSION_SPECIFIED'}`,
    ),
  methodNotAllowed: (method: string, resource: string) =>
    new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
      Method: method,
      ResourceType: resource,
    }),
  notImplemented: () =>
    new ServiceError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    ),
}
