import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'
import { mappingOf, showMapping } from './mapping-answer.ts'

interface Input {
  readonly UUID: string
}

export const getEventSourceMapping = (lambda: Lambda): Operation<Input> => ({
  name: 'GetEventSourceMapping',
  members: { UUID: { type: 'string', required: true } },
  run: async (input) => showMapping(lambda, mappingOf(lambda, input.UUID)),
})
