import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'
import { resourceArn } from '../shapes.ts'
import { taggable } from './taggable.ts'

interface Input {
  readonly Resource: string
  readonly TagKeys: readonly string[]
}

export const untagResource = (lambda: Lambda): Operation<Input> => ({
  name: 'UntagResource',
  members: { Resource: resourceArn, TagKeys: { type: 'list', required: true, element: { type: 'string' } } },
  async run(input, caller) {
    const { own } = taggable(lambda, caller, input.Resource)
    await lambda.update(own.name, own.arn, (before) => {
      const left = Object.entries(before.tags).filter(([key]) => !input.TagKeys.includes(key))
      return { ...before, tags: Object.fromEntries(left) }
    })
    return undefined
  },
})
