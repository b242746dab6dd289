import type { Node } from 'jsonc-parser'
import { type Flow, MAX_RECORD, recordLimit, remoteFlow } from '../flow.ts'
import { AGENT_KEYS, FLOW_KEYS } from './configuration-keys.ts'
import {
  ConfigurationError,
  type Member,
  membersOf,
  type NotUsed,
  openReading,
  type Reading,
} from './configuration-tree.ts'
import { javaPattern } from './java-pattern.ts'
import { filePattern } from './pattern.ts'
import { readProcessings } from './processing-options.ts'
import { type RemoteSettings, readRemoteSettings } from './remote-settings.ts'

export interface Configuration {
  readonly flows: readonly Flow[]
  /** Keys that were accepted and have no effect here, each with the reason: to be shown to the user. */
  readonly notUsed: readonly NotUsed[]
  readonly warnings: readonly string[]
  readonly shutdownTimeoutMillis: number
  /** Positions of files that are gone are forgotten after so many days. */
  readonly checkpointTimeToLiveDays: number
  /** Where records are sent; only when `agent` reads. */
  readonly remote?: RemoteSettings
}

export interface ConfigurationText {
  readonly file: string
  readonly text: string
}

export interface FlowDefaults {
  readonly anonymizeIp?: boolean
  /** `tailrace agent` reads: records go to remote services. `cores`: of this machine, which sizes what may be in flight. */
  readonly agent?: { readonly cores: number }
}

/**
 * Reads an agent.json (comments are allowed) and the files of its agent.d folder, which may add flows.
 * Throws ConfigurationError with every problem, each with its line.
 */
export function readConfiguration(
  main: ConfigurationText,
  more: readonly ConfigurationText[] = [],
  defaults: FlowDefaults = {},
): Configuration {
  const warnings: string[] = []
  const readings: Reading[] = []
  const flows: Flow[] = []
  const settings = new Map<string, Member>()
  let remote: RemoteSettings | undefined
  for (const part of [main, ...more]) {
    const { reading, root } = openReading(part.file, part.text, defaults.agent ? 'agent' : 'up')
    readings.push(reading)
    if (root?.type !== 'object') {
      if (reading.problems.length === 0) wrongStart(reading)
      continue
    }
    const members = membersOf(reading, root, AGENT_KEYS, 'the configuration')
    const list = members.get('flows')
    if (!list || list.node.children?.length === 0) {
      reading.wrong(
        list?.node ?? root,
        '"flows" is missing: a list of at least one {"filePattern": …, "kinesisStream": …}',
      )
    }
    for (const node of list?.node.children ?? []) {
      const flow = readFlow(reading, node, warnings, defaults)
      if (flow && flows.some(({ id }) => id === flow.id))
        reading.wrong(node, `the flow ${flow.id} is there twice`)
      else if (flow) flows.push(flow)
    }
    if (part !== main) continue
    for (const [name, member] of members) settings.set(name, member)
    if (defaults.agent) remote = readRemoteSettings(reading, members, defaults.agent.cores)
  }
  const problems = readings.flatMap((reading) => reading.problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    flows: remote ? flows.map((flow) => remoteFlow(flow, remote.requests)) : flows,
    notUsed: readings.flatMap((reading) => reading.notUsed),
    warnings,
    shutdownTimeoutMillis: (settings.get('shutdownTimeoutMillis')?.value as number | undefined) ?? 10_000,
    checkpointTimeToLiveDays: (settings.get('checkpointTimeToLiveDays')?.value as number | undefined) ?? 7,
    ...(remote ? { remote } : {}),
  }
}

function wrongStart(reading: Reading): void {
  reading.problems.push({
    file: reading.file,
    line: 1,
    message: 'a configuration is an object: {"flows": [ … ]}',
  })
}

function readFlow(
  reading: Reading,
  node: Node,
  warnings: string[],
  defaults: FlowDefaults,
): Flow | undefined {
  if (node.type !== 'object') {
    reading.wrong(node, 'a flow is an object with a filePattern and a kinesisStream or deliveryStream')
    return undefined
  }
  const members = membersOf(reading, node, FLOW_KEYS, 'a flow')
  const text = (name: string): string | undefined =>
    (members.get(name)?.value as string | undefined) || undefined
  const number = (name: string, otherwise: number): number =>
    (members.get(name)?.value as number | undefined) ?? otherwise
  const path = patternPath(reading, node, members.get('filePattern'))
  const [stream, deliveryStream] = [text('kinesisStream'), text('deliveryStream')]
  if (!stream && !deliveryStream) {
    reading.wrong(node, 'a flow needs a kinesisStream or a deliveryStream')
    return undefined
  }
  if (stream && deliveryStream) {
    const line = reading.lineOf(node)
    warnings.push(
      `${reading.file}, line ${line}: the flow has a kinesisStream and a deliveryStream; it goes to the deliveryStream ${deliveryStream}`,
    )
  }
  const destination = deliveryStream ? { deliveryStream } : { stream: stream as string }
  const mostBytes = deliveryStream ? 4_194_304 : 5_242_880
  checkMost(reading, members.get('maxBufferSizeBytes'), mostBytes)
  const recordStart = patternAt(reading, members.get('multiLineStartPattern'), '')
  const footer = patternAt(reading, members.get('fileFooterPattern'), 'm')
  const aggregated = number('aggregatedRecordSizeBytes', 0)
  if (aggregated > 0) checkAggregation(reading, members, deliveryStream !== undefined)
  const options = members.get('dataProcessingOptions')
  const terminator = members.get('truncatedRecordTerminator')
  const maxRecord = defaults.agent
    ? recordLimit(remoteFlow({ destination }, 1))
    : MAX_RECORD[deliveryStream ? 'deliveryStream' : 'stream']
  if (terminator && Buffer.byteLength(terminator.value as string) >= maxRecord) {
    reading.wrong(
      terminator.node,
      `truncatedRecordTerminator is shorter than the largest record, ${maxRecord} bytes`,
    )
  }
  if (path === undefined) return undefined
  return {
    id: deliveryStream ? `fw:firehose:${deliveryStream}:${path}` : `fw:kinesis:${stream}:${path}`,
    filePattern: path,
    literal: false,
    destination,
    initialPosition: (text('initialPosition') ?? 'END_OF_FILE') as Flow['initialPosition'],
    maxBufferAgeMillis: number('maxBufferAgeMillis', 60_000),
    maxBufferSizeRecords: number('maxBufferSizeRecords', 500),
    maxBufferSizeBytes: number('maxBufferSizeBytes', mostBytes),
    minTimeBetweenFilePollsMillis: number('minTimeBetweenFilePollsMillis', 100),
    maxTimeBetweenFileTrackerRefreshMillis: number('maxTimeBetweenFileTrackerRefreshMillis', 10_000),
    retryInitialBackoffMillis: number('retryInitialBackoffMillis', 100),
    retryMaxBackoffMillis: number('retryMaxBackoffMillis', 10_000),
    partitionKeyOption: (text('partitionKeyOption') ?? 'RANDOM') as Flow['partitionKeyOption'],
    aggregatedRecordSizeBytes: aggregated,
    skipHeaderLines: number('skipHeaderLines', 0),
    ...(recordStart ? { multiLineStartPattern: recordStart } : {}),
    ...(footer ? { fileFooterPattern: footer } : {}),
    truncatedRecordTerminator: (terminator?.value as string | undefined) ?? '\n',
    processings: options ? readProcessings(reading, options.node) : [],
    anonymizeIp: defaults.anonymizeIp ?? false,
  }
}

function patternPath(reading: Reading, node: Node, member: Member | undefined): string | undefined {
  const path = member?.value as string | undefined
  if (!member || !path) {
    reading.wrong(member?.node ?? node, 'a flow needs a filePattern')
    return undefined
  }
  try {
    if (!path.startsWith('/')) throw new Error(`filePattern "${path}" is a whole path that begins with /`)
    filePattern(path, false)
    return path
  } catch (error) {
    reading.wrong(member.node, (error as Error).message)
    return undefined
  }
}

function checkMost(reading: Reading, member: Member | undefined, most: number): void {
  if (member && (member.value as number) > most) {
    reading.wrong(
      member.node,
      `${member.name} is 1 to ${most} for this destination, not ${String(member.value)}`,
    )
  }
}

function checkAggregation(reading: Reading, members: Map<string, Member>, isDelivery: boolean): void {
  const member = members.get('aggregatedRecordSizeBytes') as Member
  if (!isDelivery)
    reading.wrong(member.node, 'aggregatedRecordSizeBytes is for flows to a deliveryStream only')
  if (members.has('multiLineStartPattern')) {
    reading.wrong(member.node, 'aggregatedRecordSizeBytes and multiLineStartPattern exclude each other')
  }
}

function patternAt(reading: Reading, member: Member | undefined, flags: string): RegExp | undefined {
  if (!member || member.value === '') return undefined
  try {
    return javaPattern(member.value as string, flags)
  } catch (error) {
    reading.wrong(
      member.node,
      `${member.name} is no regular expression that can be used: ${(error as Error).message}`,
    )
    return undefined
  }
}
