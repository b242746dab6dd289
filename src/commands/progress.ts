/** How far an import is; what a route streams and the bar shows. */
export interface Progress {
  readonly lines: number
  /** Bytes read of the files as they lie on disk, and all of them; undefined when unknown (standard input). */
  readonly bytes: number
  readonly totalBytes?: number
  readonly seconds: number
}

const BAR = 24

/** One line for a terminal: bar, percent, lines, lines/s, MB/s, time left. */
export function progressLine(progress: Progress): string {
  const { lines, bytes, totalBytes, seconds } = progress
  const share = totalBytes ? Math.min(1, bytes / totalBytes) : undefined
  const rate = seconds > 0 ? lines / seconds : 0
  const left = share && share > 0 && share < 1 ? (seconds * (1 - share)) / share : 0
  return [
    ...(share === undefined ? [] : [bar(share), `${Math.floor(share * 100)} %`.padStart(5)]),
    `${count(lines)} lines`,
    `${count(Math.round(rate))} lines/s`,
    `${(bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(1)} MB/s`,
    ...(share === undefined || share === 1 ? [] : [`${duration(left)} left`]),
  ].join('  ')
}

function bar(share: number): string {
  const full = Math.round(share * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`
}

/** 1234567 → `1,234,567`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Draws on a terminal (one line, rewritten) or, elsewhere, writes a line every five seconds. */
export function createProgressBar(
  output: { isTTY?: boolean; write(text: string): unknown },
  now: () => number,
) {
  let shown = Number.NEGATIVE_INFINITY
  return {
    show(progress: Progress) {
      if (now() - shown < (output.isTTY ? 100 : 5_000)) return
      shown = now()
      output.write(output.isTTY ? `\r\x1b[K${progressLine(progress)}` : `${progressLine(progress)}\n`)
    },
    end(progress: Progress) {
      output.write(`${output.isTTY ? '\r\x1b[K' : ''}${progressLine(progress)}\n`)
    },
  }
}
