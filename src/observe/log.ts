/** One line of the program's own log. Never give it a secret, a header or a request body. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** A log that names its room in every line. */
  room(name: string): Log
}

type Write = (line: string) => void

/** Lines as `2026-11-20T13:00:00.000Z WARN agent: sentence {"file":"…"}`. */
export function createLog(write: Write, now: () => number, room = 'tailrace'): Log {
  const line = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    const tail = fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : ''
    write(`${new Date(now()).toISOString()} ${level} ${room}: ${message}${tail}\n`)
  }
  return {
    info: line('INFO'),
    warn: line('WARN'),
    error: line('ERROR'),
    room: (name) => createLog(write, now, name),
  }
}

/** For tests and for callers that want no log. */
export const silentLog: Log = { info() {}, warn() {}, error() {}, room: () => silentLog }
