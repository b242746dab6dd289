import { ServiceError } from '../../record/index.ts'

/** What the domain API (AWS's `opensearch` service) refuses, its sentences once. AWS answers 409 to both of the first. */
export const domainExists = (name: string) =>
  new ServiceError('ResourceAlreadyExistsException', `Domain already exists: ${name}`, 409)

export const domainMissing = (name: string) =>
  new ServiceError('ResourceNotFoundException', `Domain not found: ${name}`, 409)

export const noSuchArn = (arn: string) =>
  new ServiceError('ResourceNotFoundException', `Resource not found: ${arn}`, 409)

export const noProtection = (member: string, instead: string) =>
  new ServiceError(
    'ValidationException',
    `${member} is refused: the embedded index would not do it, and a promise of protection must hold. ${instead}`,
  )

export const unknownAdvancedOption = (name: string, value: string) =>
  new ServiceError(
    'ValidationException',
    `AdvancedOptions: ${name} = ${value} is not served. The embedded index has rest.action.multi.allow_explicit_index = true and indices.query.bool.max_clause_count = 1024.`,
  )
