import type { Operation } from '../../../record/index.ts'
import { marker, maxItems } from '../shapes.ts'

/** There are none: they can't be made. */
export const listEventSourceMappings = (): Operation => ({
  name: 'ListEventSourceMappings',
  members: {
    EventSourceArn: { type: 'string' },
    FunctionName: { type: 'string' },
    Marker: marker,
    MaxItems: maxItems,
  },
  run: async () => ({ EventSourceMappings: [] }),
})
