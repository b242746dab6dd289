import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resourceArn } from '../shapes.ts'
import { taggable } from './taggable.ts'

interface Input {
  readonly Resource: string
}

export const listTags = (lambda: Lambda): Operation<Input> => ({
  name: 'ListTags',
  members: { Resource: resourceArn },
  async run(input, caller) {
    if (builtInOf(lambda, input.Resource)) return { Tags: {} }
    return { Tags: taggable(lambda, caller, input.Resource).own.tags }
  },
})
