import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { Mapping } from '../mappings/definition.ts'
import { type MappingInput, readMapping } from '../mappings/settings.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { arnOf, resolve } from '../own/registry.ts'
import { checkTags } from '../own/tags.ts'
import { mappingMembers, namespacedName } from '../shapes.ts'
import { showMapping } from './mapping-answer.ts'

interface Input extends MappingInput {
  readonly EventSourceArn?: string
  readonly FunctionName: string
  readonly StartingPosition?: Mapping['start']
  readonly StartingPositionTimestamp?: Date
  readonly Tags?: Readonly<Record<string, string>>
}

const onlyKinesis = 'streams of Kinesis are the only sources.'

/** Has a function read a Kinesis stream, from now on. */
export const createEventSourceMapping = (lambda: Lambda): Operation<Input> => ({
  name: 'CreateEventSourceMapping',
  members: {
    ...mappingMembers,
    EventSourceArn: { type: 'string', pattern: 'arn:.*' },
    FunctionName: namespacedName,
    StartingPosition: { type: 'string', values: ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] },
    StartingPositionTimestamp: { type: 'timestamp' },
    Tags: { type: 'map', key: { type: 'string' }, element: { type: 'string' } },
    Topics: { type: 'list', refused: onlyKinesis },
    Queues: { type: 'list', refused: onlyKinesis },
    SelfManagedEventSource: { type: 'structure', refused: onlyKinesis },
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName)
    const { EventSourceArn: streamArn, StartingPosition: start } = input
    if (!streamArn) throw errors.invalid('Unrecognized event source: EventSourceArn is missing.')
    await assertStream(lambda, streamArn)
    if (!start) {
      throw errors.invalid(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
      )
    }
    const functionArn = arnOf(own, qualifier)
    const known = lambda.mappings.store
      .list()
      .find((each) => each.streamArn === streamArn && each.functionArn === functionArn)
    if (known) throw errors.mappingExists(streamArn, own.name, known.id)
    const startTime = readStart(start, input.StartingPositionTimestamp, lambda.now())
    const mapping: Mapping = {
      ...readMapping(input),
      ...{ id: lambda.uuid(), streamArn, functionName: functionArn, functionArn, start },
      ...(startTime === undefined ? {} : { startTime }),
      tags: checkTags(input.Tags ?? {}),
      created: lambda.now(),
      modified: lambda.now(),
    }
    await lambda.mappings.put(mapping)
    return showMapping(lambda, mapping, 'Creating')
  },
})

async function assertStream({ ports }: Lambda, arn: string): Promise<void> {
  if (!/^arn:aws[\w-]*:kinesis:[\w-]+:\d{12}:stream\/[\w.-]+$/.test(arn)) {
    throw errors.notServed(`The event source ${arn.slice(0, 200)}`, onlyKinesis)
  }
  if (!ports.kinesis) throw errors.notServed('CreateEventSourceMapping', 'there are no streams here.')
  await ports.kinesis('DescribeStreamSummary', { StreamARN: arn }).catch(() => {
    throw errors.noStream(arn)
  })
}

function readStart(start: Mapping['start'], time: Date | undefined, now: number): number | undefined {
  if (start !== 'AT_TIMESTAMP') return undefined
  if (!time) throw errors.invalid('StartingPositionTimestamp is missing: StartingPosition is AT_TIMESTAMP.')
  if (time.getTime() > now) throw errors.invalid('StartingPositionTimestamp is in the future.')
  return time.getTime()
}
