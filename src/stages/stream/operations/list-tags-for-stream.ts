import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { TAG_LIMIT } from './quotas.ts'
import { describedTags } from './tags.ts'

type Input = StreamAddress & { readonly Limit?: number; readonly ExclusiveStartTagKey?: string }

export function listTagsForStream(control: Control) {
  return {
    name: 'ListTagsForStream',
    members: {
      Limit: { type: 'integer', min: 1, max: TAG_LIMIT },
      ExclusiveStartTagKey: { type: 'string', min: 1, max: 128 },
      ...streamAddress,
    },
    async run(input, caller) {
      const { Limit: limit = TAG_LIMIT, ExclusiveStartTagKey: after } = input
      const { attributes } = control.find(input, caller)
      const tags = describedTags(attributes.tags).filter(({ Key }) => after === undefined || Key > after)
      return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit }
    },
  } satisfies Operation<Input>
}
