import { ServiceError } from '../../record/index.ts'

/** What is wrong with the parameters, as the shapes of CloudWatch's model name it. */
export type Kind =
  | 'InvalidParameterValueException'
  | 'InvalidParameterCombinationException'
  | 'MissingRequiredParameterException'
  /** GetMetricData has this one for all of them, and no shape for it. */
  | 'ValidationError'

const invalid = (message: string) => new ServiceError('InvalidParameterValueException', message)

/** Sentences about one parameter; `path` is AWS's, e.g. `MetricData.member.1.Value`. */
export const sentences = {
  required: (path: string) => `The parameter ${path} is required.`,
  tooLong: (path: string, max: number) => `The parameter ${path} must be shorter than ${max + 1} characters.`,
  tooMany: (path: string, max: number) => `The collection ${path} must not have a size greater than ${max}.`,
  tooSmall: (path: string, min: number) => `The parameter ${path} must be greater than or equal to ${min}.`,
  notInSet: (path: string, values: readonly string[]) =>
    `The parameter ${path} must be a value in the set [ ${values.join(', ')} ].`,
  badValue: (path: string, value: unknown) => `The value ${value} for parameter ${path} is invalid.`,
  badStatistic: (path: string, value: string) =>
    `The value ${value} for parameter ${path} is not a valid statistic.`,
  notMatching: (path: string, value: string, pattern: string) =>
    `The value ${value} for parameter ${path} is not matching the expected pattern ${pattern}.`,
  exclusive: (one: string, other: string) =>
    `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`,
  period: (path: string) => `The parameter ${path} must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  notServed: (path: string) => `The parameter ${path} is not supported by this program.`,
} as const

/** Every other refusal of the metrics room, with CloudWatch's names and, where they are known, its sentences. */
export const errors = {
  parameter: (kind: Kind, message: string) => new ServiceError(kind, message),
  differentSizes: (one: string, other: string) =>
    invalid(`The parameters ${one} and ${other} must be of the same size.`),
  noValue: (datum: string) =>
    new ServiceError(
      'MissingRequiredParameterException',
      `At least one of the parameters ${datum}.Value, ${datum}.Values or ${datum}.StatisticValues must be specified.`,
    ),
  maximumBelowMinimum: (set: string) =>
    invalid(`The parameter ${set}.Maximum must be greater than ${set}.Minimum.`),
  sampleCount: (set: string) => invalid(`The parameter ${set}.SampleCount must be greater than 0.`),
  tooOld: (path: string) => invalid(`The parameter ${path} must specify a time within the past two weeks.`),
  tooNew: (path: string) =>
    invalid(`The parameter ${path} must specify a time no more than two hours in the future.`),
  reservedNamespace: () => invalid(sentences.badValue('Namespace', 'AWS/')),
  tooLarge: (limit: number) =>
    new ServiceError('RequestEntityTooLarge', `Request size exceeded ${limit} bytes`, 413),
  tooManyMetrics: (message: string) => new ServiceError('LimitExceededFault', message),
  startNotBeforeEnd: () => invalid('The parameter StartTime must be less than the parameter EndTime.'),
  tooManyDatapoints: (asked: number, limit: number) =>
    new ServiceError(
      'InvalidParameterCombinationException',
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${limit}. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ),
  noStatistics: () =>
    new ServiceError(
      'InvalidParameterCombinationException',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    ),
  endBeforeStart: () =>
    new ServiceError('ValidationError', 'The parameter EndTime must be greater than StartTime.'),
  startIsEnd: () =>
    new ServiceError('ValidationError', 'The parameter StartTime must not equal parameter EndTime.'),
  idsNotUnique: () =>
    new ServiceError('ValidationError', 'The values for parameter id in MetricDataQueries are not unique.'),
  badToken: (token: string) =>
    new ServiceError('InvalidNextToken', sentences.badValue('NextToken', token.slice(0, 100))),
  badListToken: (token: string) => invalid(sentences.badValue('NextToken', token.slice(0, 100))),
  operationNotServed: (operation: string, why: string) =>
    new ServiceError(
      'UnsupportedOperationException',
      `${operation} is not supported by this program: ${why}`,
    ),
  labelToken: (path: string, token: string) =>
    new ServiceError(
      'ValidationError',
      `The parameter ${path} has the dynamic label \${${token}}, which is not supported by this program.`,
    ),
} as const
