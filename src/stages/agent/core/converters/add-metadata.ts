import { type Convert, type JsonFormat, jsonRecord, textOf } from './converter.ts'

export interface AddMetadataOptions {
  readonly metadata: unknown
  readonly timestamp: boolean
  readonly format: JsonFormat
}

/** ADDMETADATA: `{"ts"?, "metadata", "data": the record}`; ts is UTC with milliseconds. */
export function createAddMetadata(options: AddMetadataOptions): Convert {
  return (record, now) =>
    jsonRecord(
      {
        ...(options.timestamp ? { ts: new Date(now).toISOString() } : {}),
        metadata: options.metadata,
        data: textOf(record),
      },
      options.format,
    )
}
