import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { arnOf, resolve } from '../own/registry.ts'
import { marker, maxItems, namespacedName } from '../shapes.ts'
import { showMapping } from './mapping-answer.ts'
import { pageOf } from './paging.ts'

interface Input {
  readonly EventSourceArn?: string
  readonly FunctionName?: string
  readonly Marker?: string
  readonly MaxItems?: number
}

/** Of a stream, a function or both; all without either. */
export const listEventSourceMappings = (lambda: Lambda): Operation<Input> => ({
  name: 'ListEventSourceMappings',
  members: {
    EventSourceArn: { type: 'string', pattern: 'arn:.*' },
    FunctionName: { ...namespacedName, required: false },
    Marker: marker,
    MaxItems: maxItems,
  },
  async run(input, caller) {
    const { FunctionName: name, EventSourceArn: streamArn } = input
    if (name !== undefined && builtInOf(lambda, name)) return { EventSourceMappings: [] }
    const resolved = name === undefined ? undefined : resolve(lambda.registry, caller, name)
    const functionArn = resolved && arnOf(resolved.own, resolved.qualifier)
    const all = lambda.mappings.store
      .list()
      .filter((each) => functionArn === undefined || each.functionArn === functionArn)
      .filter((each) => streamArn === undefined || each.streamArn === streamArn)
    const { items, ...next } = pageOf(all, ({ id }) => id, input)
    return { EventSourceMappings: items.map((each) => showMapping(lambda, each)), ...next }
  },
})
