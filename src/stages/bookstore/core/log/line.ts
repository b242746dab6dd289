/** One request as nginx would log it. */
export interface LogEntry {
  readonly address: string
  /** From `Authorization: Basic`, accepted or not; empty if none. */
  readonly user: string
  /** When the answer was complete, ms since 1970: nginx logs at the end. */
  readonly at: number
  /** The request line, characters as received (one char a byte). */
  readonly request: string
  readonly status: number
  readonly bytes: number
  readonly referer: string
  readonly agent: string
  /** Seconds. */
  readonly seconds: number
}

/**
 * nginx: `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer"
 * "$http_user_agent" $request_time`, with its newline. `zone` is local time minus UTC, minutes.
 */
export function logLine(entry: LogEntry, zone: number): string {
  const { address, user, at, request, status, bytes, referer, agent, seconds } = entry
  return `${address} - ${field(user)} [${timeLocal(at, zone)}] "${escapeLog(request)}" ${status} ${bytes} "${field(referer)}" "${field(agent)}" ${seconds.toFixed(3)}\n`
}

function field(value: string): string {
  return value === '' ? '-' : escapeLog(value)
}

/**
 * nginx `escape=default`: `"`, `\`, bytes below 32 and above 126 become `\xXX`
 * (ngx_http_log_escape in ngx_http_log_module.c). A character above 255 goes as its UTF-8 bytes.
 */
export function escapeLog(text: string): string {
  if (!/[^\x20-\x21\x23-\x5b\x5d-\x7e]/.test(text)) return text
  const bytes = /[^\x00-\xff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
  return bytes.replace(
    /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g,
    (found) => `\\x${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** nginx's `$time_local`: `20/Nov/2026:13:46:41 +0000`. */
export function timeLocal(at: number, zone: number): string {
  const local = new Date(at + zone * 60_000)
  const two = (value: number) => (value < 10 ? `0${value}` : `${value}`)
  const day = `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${local.getUTCFullYear()}`
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`
  const minutes = Math.abs(zone)
  return `${day}:${time} ${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}
