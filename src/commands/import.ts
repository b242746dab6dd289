import { accessSync, constants } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { compose } from '../compose.ts'
import type { Invocation } from '../config/parse.ts'
import type { ImportSource } from '../stages/agent/index.ts'
import type { CommandContext } from './context.ts'
import { claimDataFolder, type Instance, readInstance } from './data-folder.ts'
import { dataFolderOf } from './folders.ts'
import type { FilesRequest, ImportNews } from './import-route.ts'
import { type ImportSummary, importFiles } from './importing.ts'
import { stackOf } from './pipeline.ts'
import { count, createProgressBar, duration, type Progress } from './progress.ts'

/** `tailrace import LOG…`: through a running instance, or else with a pipeline of its own. */
export async function runImport({ operands, options }: Invocation, context: CommandContext): Promise<number> {
  const paths = operands.map((each) => (each === '-' ? each : resolve(context.workingFolder, each)))
  checkReadable(paths)
  const formats = (options.format as readonly string[]) ?? []
  const anonymizeIp = options['anonymize-ip'] === true
  const folder = dataFolderOf(options, context)
  const bar = createProgressBar(context.stderr, context.now)
  let last: Progress = { lines: 0, bytes: 0, seconds: 0 }
  const onProgress = (progress: Progress) => {
    last = progress
    bar.show(progress)
  }
  const running = readInstance(folder)
  if (running?.consoleUrl && formats.length > 0) {
    throw new Error(
      `A running Tailrace (process ${running.pid}) decides the formats of its data folder: start it with --format, or stop it first.`,
    )
  }
  const summary = running?.consoleUrl
    ? await throughInstance(
        running as Instance & { consoleUrl: string },
        paths,
        anonymizeIp,
        context,
        onProgress,
      )
    : await alone(folder, paths, formats, anonymizeIp, context, onProgress)
  if (summary.read > 0)
    bar.end({ ...last, lines: summary.read, bytes: last.totalBytes ?? last.bytes, seconds: summary.seconds })
  context.stdout.write(describe(summary, folder))
  return summary.troubles.length > 0 ? 1 : 0
}

function checkReadable(paths: readonly string[]) {
  for (const path of paths) {
    if (path === '-') continue
    try {
      accessSync(path, constants.R_OK)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new Error(
        `Can't read ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}. Nothing was imported.`,
      )
    }
  }
}

async function alone(
  folder: string,
  paths: readonly string[],
  formats: readonly string[],
  anonymizeIp: boolean,
  context: CommandContext,
  onProgress: (progress: Progress) => void,
): Promise<ImportSummary> {
  const claim = claimDataFolder(folder)
  try {
    const tailrace = await compose({
      dataFolder: claim.path,
      log: context.openLog(claim.path),
      now: context.now,
      formats,
      stacks: [stackOf({}, context)],
      flows: () => [],
    })
    try {
      const sources = paths.map(
        (path): ImportSource => (path === '-' ? { name: path, stream: context.stdin as Readable } : path),
      )
      return await importFiles(tailrace, {
        sources,
        anonymizeIp,
        signal: context.interrupted,
        now: context.now,
        onProgress,
      })
    } finally {
      await tailrace.stop()
    }
  } finally {
    claim.release()
  }
}

/** Streams standard input; files are read by the instance itself, which is on the same machine. */
async function throughInstance(
  instance: Instance & { consoleUrl: string },
  paths: readonly string[],
  anonymizeIp: boolean,
  context: CommandContext,
  onProgress: (progress: Progress) => void,
): Promise<ImportSummary> {
  const files = paths.filter((path) => path !== '-')
  const body: FilesRequest = { files, anonymizeIp }
  const summaries: ImportSummary[] = []
  if (files.length > 0) {
    const sent = Readable.from([JSON.stringify(body)])
    summaries.push(
      await ask(instance, '/api/import', sent, 'application/json', context.interrupted, onProgress),
    )
  }
  if (files.length < paths.length) {
    const route = `/api/import/stream?anonymizeIp=${anonymizeIp}`
    const input = context.stdin as Readable
    summaries.push(
      await ask(instance, route, input, 'application/octet-stream', context.interrupted, onProgress),
    )
  }
  return summaries.reduce(add)
}

async function ask(
  instance: Instance & { consoleUrl: string },
  route: string,
  body: Readable,
  type: string,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<ImportSummary> {
  const headers = { authorization: `Bearer ${instance.token}`, 'content-type': type }
  const answer = await new Promise<import('node:http').IncomingMessage>((answered, failed) => {
    const request = httpRequest(
      new URL(route, instance.consoleUrl),
      { method: 'POST', headers, signal },
      answered,
    )
    request.on('error', failed)
    body.on('error', failed)
    body.pipe(request)
  })
  for await (const line of createInterface({ input: answer })) {
    const news = JSON.parse(line) as ImportNews
    if ('progress' in news) onProgress(news.progress)
    else if ('summary' in news) return news.summary
    else throw new Error(news.error)
  }
  throw new Error(
    `The running Tailrace (process ${instance.pid}) ended before the import was done. Import again: nothing is taken twice.`,
  )
}

function add(a: ImportSummary, b: ImportSummary): ImportSummary {
  return {
    read: a.read + b.read,
    indexed: a.indexed + b.indexed,
    unparsed: a.unparsed + b.unparsed,
    headers: a.headers + b.headers,
    failed: a.failed + b.failed,
    alreadyRead: a.alreadyRead + b.alreadyRead,
    truncated: a.truncated + b.truncated,
    troubles: [...a.troubles, ...b.troubles],
    seconds: a.seconds + b.seconds,
  }
}

function describe(summary: ImportSummary, folder: string): string {
  const { read, indexed, unparsed, headers, failed, alreadyRead, truncated, troubles, seconds } = summary
  const parts = [
    `${count(indexed)} indexed`,
    `${count(unparsed)} unparsed`,
    ...(headers > 0 ? [`${count(headers)} headers and blank lines`] : []),
    ...(failed > 0 ? [`${count(failed)} failed (see errors/ in ${join(folder, 'lake')})`] : []),
  ]
  const rate =
    seconds > 0 && read > 0 ? ` in ${duration(seconds)} (${count(Math.round(read / seconds))} lines/s)` : ''
  return [
    ...(alreadyRead > 0 ? [`${count(alreadyRead)} lines were there already and were not taken again.`] : []),
    ...(truncated > 0 ? [`${count(truncated)} lines were longer than 1 MB and were cut.`] : []),
    ...troubles.map((trouble) => `Not imported to the end: ${trouble}`),
    `${count(read)} read = ${parts.join(' + ')}${rate}`,
    '',
  ].join('\n')
}
