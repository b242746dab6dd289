import { ServiceError } from '../../record/index.ts'

/** Every refusal of the access room. */
export const errors = {
  operationNotServed: (operation: string, why: string) =>
    new ServiceError(
      'UnsupportedOperationException',
      `${operation} is not supported by this program: ${why}`,
    ),
} as const
