/** A record as GetRecords gives it. */
export interface KinesisRecord {
  readonly SequenceNumber: string
  readonly ApproximateArrivalTimestamp: Date
  readonly Data: Uint8Array
  readonly PartitionKey: string
}

export interface KinesisPlace {
  readonly shard: string
  readonly streamArn: string
  readonly region: string
  readonly role: string
}

/** A record as an event-source mapping hands it to a function. */
export function eventRecordOf(record: KinesisRecord, { shard, streamArn, region, role }: KinesisPlace) {
  const { SequenceNumber: sequenceNumber, PartitionKey: partitionKey, Data: data } = record
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
      approximateArrivalTimestamp: record.ApproximateArrivalTimestamp.getTime() / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: role,
    awsRegion: region,
    eventSourceARN: streamArn,
  }
}

/** What filter patterns look at: the record's own members, and its data where that is JSON. */
export function filteredOf(record: KinesisRecord): unknown {
  const { SequenceNumber: sequenceNumber, PartitionKey: partitionKey, Data: data } = record
  const text = Buffer.from(data).toString()
  let value: unknown = text
  try {
    value = JSON.parse(text)
  } catch {
    // Plain text is matched as such.
  }
  return {
    ...{ kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber, data: value },
    approximateArrivalTimestamp: record.ApproximateArrivalTimestamp.getTime() / 1000,
  }
}

/**
 * Place of the first record that a function reports as failed (ReportBatchItemFailures); undefined: all went well.
 * 0 stands for all: an answer that can't be understood, or names a record that was not there.
 */
export function firstFailure(payload: Uint8Array, records: readonly KinesisRecord[]): number | undefined {
  const text = Buffer.from(payload).toString().trim()
  if (text === '' || text === 'null' || text === '""') return undefined
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return 0
  }
  if (typeof answer !== 'object' || answer === null) return 0
  const { batchItemFailures: failures } = answer as { batchItemFailures?: unknown }
  if (failures === undefined) return Object.keys(answer).length === 0 ? undefined : 0
  if (failures === null) return undefined
  if (!Array.isArray(failures)) return 0
  const places = failures.map((each: { itemIdentifier?: unknown } | null) =>
    records.findIndex(({ SequenceNumber }) => SequenceNumber === each?.itemIdentifier),
  )
  if (places.length === 0) return undefined
  return Math.max(0, Math.min(...places))
}

/** Records of one partition key stay in one lane, in order. */
export function lanesOf(records: readonly KinesisRecord[], count: number): KinesisRecord[][] {
  if (count <= 1) return [[...records]]
  const lanes = new Map<number, KinesisRecord[]>()
  for (const record of records) {
    let hash = 0
    for (const char of record.PartitionKey) hash = (hash * 31 + (char.codePointAt(0) as number)) >>> 0
    const lane = lanes.get(hash % count) ?? []
    lane.push(record)
    lanes.set(hash % count, lane)
  }
  return [...lanes.values()]
}
