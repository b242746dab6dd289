import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { compose } from '../compose.ts'
import type { Invocation } from '../config/parse.ts'
import type { ReplayNews, ReplayRequest } from '../replay.ts'
import type { CommandContext } from './context.ts'
import { claimDataFolder, type Instance, readInstance } from './data-folder.ts'
import { dataFolderOf } from './folders.ts'
import { count } from './progress.ts'
import type { ReplayLine } from './replay-route.ts'

/** `tailrace replay s3://BUCKET/PREFIX`: through a running instance, or else with the data folder's delivery streams. */
export async function runReplay({ operands, options }: Invocation, context: CommandContext): Promise<number> {
  const request = { ...placeOf(operands[0]), keep: options.keep === true }
  const folder = dataFolderOf(options, context)
  const running = readInstance(folder)
  const news = running?.consoleUrl
    ? throughInstance(running as Instance & { consoleUrl: string }, request, context.interrupted)
    : alone(folder, request, context)
  const total = { objects: 0, skipped: 0, records: 0, delivered: 0, dropped: 0, failed: 0 }
  for await (const each of news) {
    context.stdout.write(describe(each))
    if ('skipped' in each) total.skipped++
    else {
      total.objects++
      total.records += each.records
      total.delivered += each.delivered
      total.dropped += each.dropped
      total.failed += each.records - each.delivered - each.dropped
    }
  }
  const { objects, skipped, records, delivered, dropped, failed } = total
  const parts = [
    `${count(delivered)} delivered`,
    `${count(dropped)} dropped`,
    `${count(failed)} failed again`,
  ]
  context.stdout.write(`${count(records)} records of ${count(objects)} objects = ${parts.join(' + ')}\n`)
  if (skipped > 0) context.stdout.write(`${count(skipped)} objects were left alone.\n`)
  if (objects + skipped === 0) context.stderr.write('There is no object under that prefix.\n')
  return failed > 0 || objects === 0 ? 1 : 0
}

/** `s3://bucket/prefix`, or without its beginning. */
function placeOf(operand: string): Omit<ReplayRequest, 'keep'> {
  const [, bucket, prefix = ''] = /^(?:s3:\/\/)?([^/]+)(?:\/(.*))?$/.exec(operand) ?? []
  if (bucket) return { bucket, prefix }
  throw new Error(`${operand} is no place of objects. Write s3://BUCKET/PREFIX.`)
}

async function* alone(
  folder: string,
  request: ReplayRequest,
  context: CommandContext,
): AsyncGenerator<ReplayNews> {
  const claim = claimDataFolder(folder)
  try {
    const log = context.openLog(claim.path)
    const tailrace = await compose({
      ...{ dataFolder: claim.path, log, now: context.now },
      ...{ formats: [], stacks: [], flows: () => [] },
    })
    try {
      yield* tailrace.replay(request, context.interrupted)
    } finally {
      await tailrace.stop()
    }
  } finally {
    claim.release()
  }
}

async function* throughInstance(
  instance: Instance & { consoleUrl: string },
  request: ReplayRequest,
  signal: AbortSignal,
): AsyncGenerator<ReplayNews> {
  const headers = { authorization: `Bearer ${instance.token}`, 'content-type': 'application/json' }
  const answer = await new Promise<IncomingMessage>((answered, failed) => {
    const options = { method: 'POST', headers, signal }
    httpRequest(new URL('/api/replay', instance.consoleUrl), options, answered)
      .on('error', failed)
      .end(JSON.stringify(request))
  })
  for await (const text of createInterface({ input: answer })) {
    const line = JSON.parse(text) as ReplayLine
    if ('error' in line) throw new Error(line.error)
    if ('done' in line) return
    yield line
  }
  throw new Error(`The running Tailrace (process ${instance.pid}) ended before the replay was done.`)
}

const SHOWN = 100

function describe(news: ReplayNews): string {
  if ('skipped' in news) return `${news.key}\n  left alone: ${news.skipped}\n`
  const { key, deliveryStream, records, delivered, dropped, failed, errorKeys } = news
  const again = records - delivered - dropped
  const lines = [
    key,
    `  ${count(records)} records to ${deliveryStream}: ${count(delivered)} delivered` +
      `${dropped > 0 ? `, ${count(dropped)} dropped` : ''}${again > 0 ? `, ${count(again)} failed again` : ''}`,
    ...failed
      .slice(0, SHOWN)
      .map(({ record, reason }) => `  failed: ${oneLine(record)} (${oneLine(reason)})`),
    ...(failed.length > SHOWN ? [`  and ${count(failed.length - SHOWN)} more`] : []),
    ...errorKeys.map((each) => `  they are in ${each}`),
  ]
  return `${lines.join('\n')}\n`
}

/** For a terminal: without control characters, and not for ever. */
function oneLine(text: string): string {
  const plain = text.trim().replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
  return plain.length > 120 ? `${plain.slice(0, 117)}...` : plain
}
