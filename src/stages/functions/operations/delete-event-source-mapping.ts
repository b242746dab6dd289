import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'
import { mappingOf, showMapping } from './mapping-answer.ts'

interface Input {
  readonly UUID: string
}

/** The function reads no more; how far it came is forgotten. */
export const deleteEventSourceMapping = (lambda: Lambda): Operation<Input> => ({
  name: 'DeleteEventSourceMapping',
  members: { UUID: { type: 'string', required: true } },
  async run(input) {
    const mapping = mappingOf(lambda, input.UUID)
    const shown = showMapping(lambda, mapping, 'Deleting')
    await lambda.mappings.remove(mapping.id)
    return shown
  },
})
