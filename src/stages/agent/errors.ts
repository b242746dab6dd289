/** Every sentence that the agent says about files and destinations. */

const PERMISSION = 'the user that runs Tailrace may not read it'

export const says = {
  waiting: (path: string) => `waiting for ${path}: there is no such file yet`,
  nothingMatches: (pattern: string) => `waiting for a file that matches ${pattern}`,
  vanished: (path: string) => `${path} is gone; what it still held was read, waiting for it to come back`,
  appeared: (path: string, offset: number) =>
    offset > 0 ? `${path}: going on at byte ${offset}` : `${path}: reading from its beginning`,
  fromEnd: (path: string, offset: number) => `${path}: reading what is written from now on (byte ${offset})`,
  truncated: (path: string) => `${path} was truncated; reading from its beginning`,
  rewritten: (path: string) => `${path} has other content than before; reading from its beginning`,
  rotated: (from: string, to: string | undefined) =>
    to === undefined
      ? `${from} was rotated or deleted; reading the old file to its end, then the new one`
      : `${from} was renamed to ${to}; reading it to its end`,
  caughtUpFrom: (path: string, bytes: number) =>
    `${path}: read ${bytes} bytes that were missing after a rotation`,
  copyOf: (path: string, other: string) =>
    `${path} is a copy of ${other}, which is being read; not read twice`,
  unzipped: (path: string, lines: number) => `${path}: ${lines} record(s) that were not read before`,
  alreadyRead: (path: string) => `${path} was read already`,
  longRecords: (path: string, count: number, limit: number) =>
    `${path}: ${count} record(s) longer than ${limit} bytes were cut to that length`,
  kept: (path: string, count: number) =>
    `${path}: ${count} record(s) did not fit dataProcessingOptions and were sent as they are`,
  footer: (path: string) => `${path}: fileFooterPattern matched; nothing after it is read`,
  noWatch: (folder: string, reason: string) =>
    `can't watch ${folder} for changes (${reason}); looking every 100 ms or so instead`,
  damagedMark: (key: string) => `the stored position ${key} can't be read; its file counts as new`,
  notFinished: (path: string) =>
    `${path}: stopped before its last records were acknowledged; they are sent again at the next start`,
}

export function fileTrouble(path: string, error: unknown): Error {
  const sentence = fileSentence(path, error)
  const code = codeOf(error)
  return code === undefined ? sentence : Object.assign(sentence, { code })
}

/** The name means another file than a moment ago. */
export function moved(path: string): Error {
  return Object.assign(new Error('it was renamed meanwhile'), { code: 'ENOENT', path })
}

function fileSentence(path: string, error: unknown): Error {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') return new Error(`can't read ${path}: ${PERMISSION} (${code})`)
  if (code === 'ENOENT') return new Error(`there is no file ${path}`)
  if (code === 'EISDIR')
    return new Error(`${path} is a folder; give a file, or a pattern such as ${path}/*.log`)
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new Error(`can't open ${path}: too many files are open; raise the limit (ulimit -n)`)
  }
  if (code === 'Z_BUF_ERROR') return new Error(`${path} ends in the middle: the gzip file is incomplete`)
  if (code === 'Z_DATA_ERROR') return new Error(`${path} is damaged or no gzip file: ${messageOf(error)}`)
  return new Error(`can't read ${path}: ${messageOf(error)}`)
}

export function noDestination(flow: string, name: string): Error {
  const [kind, ...rest] = name.split(':')
  const noun = kind === 'stream' ? 'stream' : 'delivery stream'
  return new Error(`flow ${flow}: there is no ${noun} ${rest.join(':')}; create it, or name another one`)
}

export function refusedRecords(path: string, count: number, reason: string): Error {
  return new Error(`${path}: ${count} record(s) were refused and are sent again: ${reason}`)
}

export function pushFailed(path: string, reason: string): Error {
  return new Error(`${path}: sending failed and is tried again: ${reason}`)
}

export function positionNotKept(reason: string): Error {
  return new Error(`records were sent, but their position can't be kept yet: ${reason}`)
}

export function metricsNotPublished(reason: string): Error {
  return new Error(`metrics were not published: ${reason}`)
}

export const notAFile = (path: string): Error =>
  new Error(`${path} is not a file; give a log file, a .gz of one, or - for standard input`)

export const folderInPattern = (pattern: string): Error =>
  new Error(`${pattern}: wildcards are possible in the file name only, not in its folders`)

export const folderPattern = (pattern: string): Error =>
  new Error(`${pattern} names a folder; add a file name or pattern, such as ${pattern}*.log`)

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
