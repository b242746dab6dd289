import type { Column, DocumentBatch } from '../../../record/index.ts'
import type { FieldType, Mapping } from '../ports.ts'

/** A batch that brings fields and no rows. */
export function emptyBatch(mapping: Mapping): DocumentBatch {
  return {
    rows: 0,
    columns: Object.entries(mapping).map(([name, type]) => emptyColumn(name, type)),
    dimensions: [],
    unparsed: 0,
    records: new Uint32Array(0),
  }
}

function emptyColumn(name: string, type: FieldType): Column {
  switch (type) {
    case 'keyword':
    case 'text':
    case 'ip':
      return { name, type, bytes: new Uint8Array(0), starts: new Uint32Array(0), ends: new Uint32Array(0) }
    case 'boolean':
      return { name, type, values: new Uint8Array(0) }
    case 'geo_point':
      return { name, type, lat: new Float64Array(0), lon: new Float64Array(0) }
    default:
      return { name, type, values: new Float64Array(0) }
  }
}
