import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { StackPlan } from '../compose.ts'
import type { Options } from '../config/parse.ts'
import { type Destination, type Flow, flowForLog } from '../stages/agent/index.ts'
import type { DeployedStack } from '../stages/stack/index.ts'
import type { CommandContext } from './context.ts'

/** The stack that the program deploys to itself. */
export const STACK = 'web-logs'

/** Templates and parameters as `--template` and `-p` say. */
export function stackOf(options: Options, context: CommandContext): StackPlan {
  const file = options.template as string | undefined
  const parameters = (options.parameter ?? {}) as Readonly<Record<string, string>>
  return {
    name: STACK,
    template: file ? readTemplate(resolve(context.workingFolder, file)) : builtIn(context, 'web-logs'),
    parameters,
  }
}

/**
 * The stacks that an agent.json needs: for each Kinesis stream the built-in pipeline under its name, for each
 * delivery stream one that takes records directly. Names that only one stack can have get a suffix from the second on.
 */
export function stacksFor(
  destinations: readonly Destination[],
  options: Options,
  context: CommandContext,
): StackPlan[] {
  const given = (options.parameter ?? {}) as Readonly<Record<string, string>>
  return unique(destinations).map((destination, at) => {
    const name = 'stream' in destination ? destination.stream : destination.deliveryStream
    const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6)
    const own: Record<string, string> =
      at === 0 ? {} : { BucketName: `web-logs-lake-${suffix}`, DomainName: `web-logs-${suffix}` }
    const [template, parameter] =
      'stream' in destination ? ['web-logs', 'StreamName'] : ['direct-put', 'DeliveryStreamName']
    if (given[parameter] !== undefined) {
      throw new Error(
        `-p ${parameter} has no say here: the agent's configuration names the stream (${name}).`,
      )
    }
    return {
      name: `agent-${parameter}-${name}`,
      template: builtIn(context, template),
      parameters: { ...own, ...given, [parameter]: name },
    }
  })
}

function unique(destinations: readonly Destination[]): Destination[] {
  return [...new Map(destinations.map((each) => [JSON.stringify(each), each])).values()]
}

function readTemplate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`Can't read the template ${file}: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

function builtIn(context: CommandContext, name: string): string {
  return readFileSync(new URL(`pipelines/${name}.yaml`, context.root), 'utf8')
}

/** Where logs go: the first stream of the stacks, or else the first delivery stream that takes records directly. */
export function destinationOf(stacks: readonly DeployedStack[]): Destination {
  const resources = stacks.flatMap((stack) => stack.resources)
  const stream = resources.find(({ type }) => type === 'AWS::Kinesis::Stream')
  if (stream) return { stream: stream.physicalId }
  const direct = resources.find(
    ({ type, properties }) =>
      type === 'AWS::KinesisFirehose::DeliveryStream' &&
      (properties.DeliveryStreamType ?? 'DirectPut') === 'DirectPut',
  )
  if (direct) return { deliveryStream: direct.physicalId }
  throw new Error(
    'The template has neither an AWS::Kinesis::Stream nor a DirectPut delivery stream: there is nowhere to send logs to.',
  )
}

/** A flow for each log on the command line. A name with `*` or `?` that is no file is a pattern. */
export function flowsFor(
  logs: readonly string[],
  destination: Destination,
  options: Options,
  context: CommandContext,
): Flow[] {
  return logs.map((log) => {
    const path = resolve(context.workingFolder, log)
    return flowForLog(path, destination, {
      from: options.from as 'start' | 'end',
      anonymizeIp: options['anonymize-ip'] === true,
      literal: existsSync(path) || !/[*?[\]{}]/.test(log),
    })
  })
}
