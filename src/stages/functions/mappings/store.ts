import type { Marks } from '../../../record/index.ts'
import type { Mapping } from './definition.ts'

/** Mappings and how far each has come in every shard, kept in marks. */
export interface MappingStore {
  get(id: string): Mapping | undefined
  list(): readonly Mapping[]
  save(mapping: Mapping): Promise<void>
  /** With its positions. */
  remove(id: string): Promise<void>
  position(id: string, shard: string): Position | undefined
  checkpoint(id: string, shard: string, position: Position): Promise<void>
}

export interface Position {
  /** Sequence number of the last record that is done with. */
  readonly after?: string
  /** The shard is closed and read to its end. */
  readonly ended?: true
}

const MAPPING = 'functions/mapping/'
const POSITION = 'functions/position/'

export function openMappingStore(marks: Marks): MappingStore {
  const mappings = new Map<string, Mapping>()
  for (const [key, value] of marks.list(MAPPING)) {
    mappings.set(key.slice(MAPPING.length), JSON.parse(value) as Mapping)
  }
  const positionKey = (id: string, shard: string) => `${POSITION}${id}/${shard}`
  return {
    get: (id) => mappings.get(id),
    list: () => [...mappings.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    async save(mapping) {
      await marks.write(MAPPING + mapping.id, JSON.stringify(mapping))
      mappings.set(mapping.id, mapping)
    },
    async remove(id) {
      await marks.remove(MAPPING + id)
      mappings.delete(id)
      for (const [key] of [...marks.list(`${POSITION}${id}/`)]) await marks.remove(key)
    },
    position(id, shard) {
      const text = marks.read(positionKey(id, shard))
      return text === undefined ? undefined : (JSON.parse(text) as Position)
    },
    checkpoint: (id, shard, position) => marks.write(positionKey(id, shard), JSON.stringify(position)),
  }
}
