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

export function functionNotFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404)
}
