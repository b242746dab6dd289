import { type DestinationType, served } from './destination-type.ts'
import { indexDestination, members, update } from './open-search.ts'

/** An Elasticsearch domain has OpenSearch's shapes, and is the same embedded index. */
export const elasticsearch: DestinationType = served(
  'Elasticsearch',
  members,
  update,
  indexDestination('Elasticsearch', 'Elasticsearch'),
)
