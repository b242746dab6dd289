import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'
import { checkTags } from '../own/tags.ts'
import { resourceArn } from '../shapes.ts'
import { taggable } from './taggable.ts'

interface Input {
  readonly Resource: string
  readonly Tags: Readonly<Record<string, string>>
}

export const tagResource = (lambda: Lambda): Operation<Input> => ({
  name: 'TagResource',
  members: {
    Resource: resourceArn,
    Tags: { type: 'map', required: true, key: { type: 'string' }, element: { type: 'string' } },
  },
  async run(input, caller) {
    const { own } = taggable(lambda, caller, input.Resource)
    await lambda.update(own.name, own.arn, (before) => ({
      ...before,
      tags: checkTags({ ...before.tags, ...input.Tags }),
    }))
    return undefined
  },
})
