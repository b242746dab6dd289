import { ServiceError } from '../../record/index.ts'

/** A format that can't be used; the sentence says what and where. */
export class FormatError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FormatError'
  }
}

interface Named {
  readonly label: string
  readonly at: number
}

const nearestPhrase = (nearest: string | undefined) => (nearest ? ` Did you mean ${nearest}?` : '')

/** Every sentence about a format string. Places are counted from 1. */
export const formatErrors = {
  unknownFormat: (name: string, nearest: string | undefined, known: readonly string[]) =>
    `No log format is called '${name}'.${nearestPhrase(nearest && `'${nearest}'`)} ` +
    `Give one of ${known.join(', ')}, an nginx log_format string ($remote_addr …) or an Apache LogFormat string (%h …).`,
  unknownVariable: (label: string, at: number, nearest: string | undefined) =>
    `Unknown variable ${label} at position ${at + 1} of the log format.${nearestPhrase(nearest)}`,
  needsName: (label: string, at: number, example: string) =>
    `${label} at position ${at + 1} of the log format needs a name, as in ${example}.`,
  unfinished: (label: string, at: number) =>
    `The variable ${label} at position ${at + 1} of the log format is not finished.`,
  badTime: (token: string, at: number) =>
    `The time format at position ${at + 1} of the log format has ${token}, which can't be read back.`,
  adjacent: (first: Named, second: Named) =>
    `Nothing stands between ${first.label} (position ${first.at + 1}) and ${second.label} (position ${second.at + 1}) ` +
    'of the log format, so that nobody can tell where one ends. Put a space or quotes between them.',
  noVariables: 'The log format has no variable, so every line would be the same.',
  tooMany: (count: number, most: number) =>
    `The log format has ${count} variables; at most ${most} are read.`,
  noEnd: (statement: string) => `The ${statement} statement has no format string in quotes.`,
  empty: 'The log format is empty.',
} as const

/** Why a line is kept unparsed; `column` counts bytes from 1. */
export const lineErrors = {
  differs: (format: string, column: number, expected: string, found: string) =>
    `column ${column}: expected ${expected}, found ${found} (as ${format})`,
  noFields: 'no #Fields line came before this line, so its columns have no names',
  end: 'the end of the line',
} as const

export const workerErrors = {
  died: (reason: string) => `The parser's worker thread stopped: ${reason}.`,
  diedTwice: (reason: string) => `The parser's worker thread stopped twice on the same batch: ${reason}.`,
  closed: 'The functions room is closed.',
  geo: (file: string, reason: string) =>
    `The geo database ${file} can't be used: ${reason}. Documents go on without countries.`,
} as const

const invalid = (message: string) =>
  new ServiceError('InvalidParameterValueException', message, 400, { Type: 'User' })
const conflict = (message: string) =>
  new ServiceError('ResourceConflictException', message, 409, { Type: 'User' })
const missing = (message: string) =>
  new ServiceError('ResourceNotFoundException', message, 404, { Type: 'User' })

/** Every error of the Lambda operations; sentences as AWS's where AWS has one. */
export const errors = {
  invalid,
  notFound: (arn: string) => missing(`Function not found: ${arn}`),
  badName: (given: string) => invalid(`'${given.slice(0, 256)}' is no name or ARN of a function.`),
  qualifiersDiffer: () =>
    invalid('The derived qualifier from the function name does not match the specified qualifier.'),
  exists: (name: string) => conflict(`Function already exist: ${name}`),
  builtIn: (name: string) => conflict(`The function ${name} is built in: it can't be changed or removed.`),
  notServed: (what: string, why: string) => invalid(`${what} is not served here: ${why}`),
  operationRefused: (name: string, why: string) => invalid(`${name} is not served here: ${why}`),
  noCode: () => invalid('Please provide a source for function code.'),
  twoSources: () => invalid('Please do not provide other FunctionCode parameters when providing a ZipFile.'),
  noSuchObject: (bucket: string, key: string) =>
    invalid(
      `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: There is no object ${key} in the bucket ${bucket}.`,
    ),
  needsRuntime: () =>
    invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.'),
  tooMuchEnvironment: (measured: string) =>
    invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. ' +
        `String measured: ${measured.slice(0, 512)}`,
    ),
  reservedVariables: (names: readonly string[]) =>
    invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. ' +
        `Reserved keys used in this request: ${names.join(', ')}`,
    ),
  tooLongTimeout: (given: number) =>
    new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900`,
    ),
  wrongRevision: () =>
    new ServiceError(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      412,
      { Type: 'User' },
    ),
  otherCode: (given: string, latest: string) =>
    invalid(
      `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${latest}). Please try again with the CodeSHA256 in $LATEST.`,
    ),
  latestStays: () => invalid('$LATEST version cannot be deleted without deleting the function.'),
  versionHasAlias: (name: string, version: string, alias: string) =>
    conflict(
      `Version ${version} of function ${name} is currently associated with alias ${alias}; remove or change the alias first.`,
    ),
  aliasExists: (arn: string) => conflict(`Alias already exists: ${arn}`),
  noAlias: (arn: string) => missing(`Cannot find alias arn: ${arn}`),
  noVersion: (arn: string) => missing(`Function not found: ${arn}`),
  badWeights: (why: string) => invalid(`Invalid RoutingConfig: ${why}`),
  statementExists: (sid: string) =>
    conflict(
      `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    ),
  noStatement: (sid: string) => missing(`Statement ${sid} is not found in resource policy.`),
  noPolicy: () => missing('The resource you requested does not exist.'),
  policyTooLong: () =>
    new ServiceError(
      'PolicyLengthExceededException',
      'The final policy size is bigger than the limit (20480).',
      400,
      { Type: 'User' },
    ),
  tooMuchReserved: () =>
    invalid(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    ),
  tooManyTags: () => invalid('A function has at most 50 tags.'),
  badTag: (why: string) => invalid(why),
  throttled: () =>
    new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Type: 'User',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    }),
  notJson: (why: string) =>
    new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${why}`,
      400,
      { Type: 'User' },
    ),
  payloadTooLarge: (most: number, operation: string) =>
    new ServiceError(
      'RequestTooLargeException',
      `Request must be smaller than ${most} bytes for the ${operation} operation`,
      413,
      { Type: 'User' },
    ),
  noMapping: (id: string) =>
    missing(
      `The event source arn (" ") and function (" ") provided mapping does not exist: ${id.slice(0, 100)}`,
    ),
  mappingExists: (streamArn: string, name: string, id: string) =>
    conflict(
      `The event source arn (" ${streamArn} ") and function (" ${name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${id}`,
    ),
  noStream: (arn: string) => invalid(`Stream not found: ${arn}`),
  badMarker: () => invalid('The Marker is not one that an earlier answer gave.'),
  noEventSettings: (arn: string) => missing(`The function ${arn} doesn't have an EventInvokeConfig`),
} as const
