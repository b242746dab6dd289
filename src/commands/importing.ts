import { statSync } from 'node:fs'
import type { Tailrace } from '../compose.ts'
import type { ImportSource } from '../stages/agent/index.ts'
import { destinationOf } from './pipeline.ts'
import type { Progress } from './progress.ts'

/** What an import came to. `read` = `indexed` + `unparsed` + `headers` + `failed`. */
export interface ImportSummary {
  readonly read: number
  readonly indexed: number
  readonly unparsed: number
  /** Lines that describe the log (`#Fields: …`) or are blank. */
  readonly headers: number
  /** Lines that went to the error output. */
  readonly failed: number
  readonly alreadyRead: number
  readonly truncated: number
  readonly troubles: readonly string[]
  readonly seconds: number
}

export interface ImportRequest {
  readonly sources: readonly ImportSource[]
  readonly anonymizeIp: boolean
  readonly signal: AbortSignal
  readonly now: () => number
  onProgress(progress: Progress): void
}

/** Puts files through the running pipeline and waits until every line is searchable. */
export async function importFiles(tailrace: Tailrace, request: ImportRequest): Promise<ImportSummary> {
  const { sources, anonymizeIp, signal, now } = request
  // What an earlier, interrupted import left in the stream is indexed first, and not counted to this one.
  await tailrace.searchable(signal)
  const began = now()
  const tally = { rows: 0, unparsed: 0, failed: 0, records: 0 }
  const names = new Set(sources.map((source) => (typeof source === 'string' ? source : source.name)))
  const forget = tailrace.onIndexed((delivered) => {
    if (!names.has(delivered.source ?? '')) return
    for (const key of Object.keys(tally) as (keyof typeof tally)[]) tally[key] += delivered[key]
  })
  try {
    const sizes = sources.map(sizeOf)
    const files = await tailrace.agent.importFiles(sources, {
      destination: destinationOf(tailrace.stacks),
      anonymizeIp,
      signal,
      onProgress({ index, bytesRead, lines }) {
        request.onProgress({ ...progressOf(sizes, index, bytesRead), lines, seconds: (now() - began) / 1000 })
      },
    })
    await tailrace.searchable(signal)
    const sum = (pick: (file: (typeof files)[number]) => number) =>
      files.reduce((total, file) => total + pick(file), 0)
    return {
      read: sum((file) => file.lines),
      indexed: tally.rows - tally.unparsed,
      unparsed: tally.unparsed,
      headers: tally.records - tally.rows - tally.failed,
      failed: tally.failed,
      alreadyRead: sum((file) => file.alreadyReadLines),
      truncated: sum((file) => file.truncatedRecords),
      troubles: files.flatMap(({ error }) => error?.message ?? []),
      seconds: (now() - began) / 1000,
    }
  } finally {
    forget()
  }
}

/** Bytes on disk; undefined for a stream. */
function sizeOf(source: ImportSource): number | undefined {
  if (typeof source !== 'string') return undefined
  return statSync(source, { throwIfNoEntry: false })?.size ?? 0
}

function progressOf(sizes: readonly (number | undefined)[], index: number, bytesRead: number) {
  const known = sizes.every((size) => size !== undefined)
  const before = sizes.slice(0, index).reduce<number>((total, size) => total + (size ?? 0), 0)
  const totalBytes = sizes.reduce<number>((total, size) => total + (size ?? 0), 0)
  return { bytes: before + bytesRead, ...(known ? { totalBytes } : {}) }
}
