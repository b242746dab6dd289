import type { Meter, Unit } from '../../observe/metrics.ts'
import { observedService } from '../../observe/observed.ts'
import {
  bodyOf,
  countOf,
  type Delivery,
  type RecordBatch,
  type Service,
  type Sink,
} from '../../record/index.ts'
import type {
  DeliveryPorts,
  DocumentIndex,
  HttpPost,
  Objects,
  StreamSource,
  Transform,
  Warehouse,
} from './ports.ts'
import type { Registry } from './registry.ts'
import type { Settings } from './settings.ts'
import type { Delivered } from './tally.ts'

/**
 * AWS/Firehose, wrapped around what a delivery stream works with: nothing inside knows of it. Names and units are
 * those of Firehose's guide; the one dimension is DeliveryStreamName.
 */
export interface Watch {
  /** One delivery stream's ports, counting what goes through them. */
  ports(ports: DeliveryPorts, settings: Settings): DeliveryPorts
  /** What became durable. */
  delivered(settings: Settings, delivered: Delivered): void
  service(service: Service, registry: Registry): Service
}

export function watchWith(meter: Meter, now: () => number, clock: () => number): Watch {
  return {
    ports: (ports, settings) => watchedPorts(ports, settings, countersOf(meter, settings.name), now, clock),
    delivered: (settings, delivered) =>
      countDelivered(countersOf(meter, settings.name), settings, delivered, now),
    service: (service, registry) => watchedService(service, registry, meter, clock),
  }
}

type Count = (name: string, value: number, unit: Unit) => void

function countersOf(meter: Meter, deliveryStream: string): Count {
  const dimensions = { DeliveryStreamName: deliveryStream }
  return (name, value, unit) => meter.metric('AWS/Firehose', name, dimensions, unit).add(value)
}

/** `DeliveryToS3`, `DeliveryToAmazonOpenSearchService`, … */
function targetOf({ destination }: Settings): string {
  return `DeliveryTo${destination.kind === 'lake' ? 'S3' : destination.service}`
}

function countDelivered(count: Count, settings: Settings, delivered: Delivered, now: () => number) {
  const target = targetOf(settings)
  count(`${target}.Records`, delivered.records - delivered.failed, 'Count')
  count(`${target}.Bytes`, delivered.bytes, 'Bytes')
  count(`${target}.DataFreshness`, Math.max(0, now() - delivered.arrived) / 1000, 'Seconds')
  if (delivered.failed > 0) count('BackupToS3.Records', delivered.failed, 'Count')
}

function watchedPorts(
  ports: DeliveryPorts,
  settings: Settings,
  count: Count,
  now: () => number,
  clock: () => number,
): DeliveryPorts {
  const isLake = settings.destination.kind === 'lake'
  return {
    ...ports,
    openSource: (...all) => watchedSource(ports.openSource(...all), count, now),
    directStream(name, besides) {
      const direct = ports.directStream(name, besides)
      if (besides) return direct
      return { ...direct, sink: watchedSink(direct.sink, count) }
    },
    transform(...all) {
      const transform = ports.transform(...all)
      return transform && watchedTransform(transform, count, clock)
    },
    objects: watchedObjects(ports.objects, isLake ? 'DeliveryToS3' : 'BackupToS3', count),
    ...(ports.warehouse ? { warehouse: watchedWarehouse(ports.warehouse, targetOf(settings), count) } : {}),
    ...(ports.http ? { http: watchedHttp(ports.http, targetOf(settings), count) } : {}),
    index(domain) {
      const index = ports.index(domain)
      return index && watchedIndex(index, targetOf(settings), count)
    },
  }
}

function watchedSink(sink: Sink, count: Count): Sink {
  return {
    async push(batch, signal, mark) {
      const refusals = await sink.push(batch, signal, mark)
      const lost = refusals.reduce((sum, { at }) => sum + bodyOf(batch, at).length, 0)
      count('IncomingRecords', countOf(batch) - refusals.length, 'Count')
      count('IncomingBytes', batch.bytes.length - lost, 'Bytes')
      return refusals
    },
  }
}

function watchedSource(source: StreamSource, count: Count, now: () => number): StreamSource {
  return {
    ...source,
    async pull(signal): Promise<Delivery | undefined> {
      const delivery = await source.pull(signal)
      if (delivery) countRead(delivery.batch)
      return delivery
    },
  }
  function countRead({ bytes, ends, times }: RecordBatch) {
    count('DataReadFromKinesisStream.Records', ends.length, 'Count')
    count('DataReadFromKinesisStream.Bytes', bytes.length, 'Bytes')
    if (times.length === 0) return
    count('KinesisMillisBehindLatest', Math.max(0, now() - times[times.length - 1]), 'Milliseconds')
  }
}

function watchedTransform(transform: Transform, count: Count, clock: () => number): Transform {
  const watched = async (batch: RecordBatch) => {
    const begun = clock()
    const documents = await succeeding('ExecuteProcessing', count, () => transform(batch))
    count('ExecuteProcessing.Duration', clock() - begun, 'Milliseconds')
    count('SucceedProcessing.Records', countOf(batch), 'Count')
    count('SucceedProcessing.Bytes', batch.bytes.length, 'Bytes')
    return documents
  }
  return Object.assign(watched, transform.gives ? { gives: transform.gives } : {})
}

function watchedObjects(objects: Objects, what: 'DeliveryToS3' | 'BackupToS3', count: Count): Objects {
  return {
    ...objects,
    async put(bucket, key, body) {
      await succeeding(what, count, () => objects.put(bucket, key, body))
      if (what === 'BackupToS3')
        count(
          'BackupToS3.Bytes',
          body.reduce((sum, { length }) => sum + length, 0),
          'Bytes',
        )
    },
  }
}

function watchedIndex(index: DocumentIndex, target: string, count: Count): DocumentIndex {
  return {
    position: (key) => index.position(key),
    append: (writes, position) => succeeding(target, count, () => index.append(writes, position)),
  }
}

function watchedWarehouse(copy: Warehouse, target: string, count: Count): Warehouse {
  return (request) => succeeding(target, count, () => copy(request))
}

function watchedHttp(post: HttpPost, target: string, count: Count): HttpPost {
  return async (request, signal) => {
    const answer = await post(request, signal).catch((error) => {
      count(`${target}.Success`, 0, 'Count')
      throw error
    })
    count(`${target}.Success`, answer.status === 200 ? 1 : 0, 'Count')
    return answer
  }
}

/** 1 for what worked, 0 for what did not: the average is AWS's ratio. */
async function succeeding<Result>(what: string, count: Count, act: () => Promise<Result>): Promise<Result> {
  try {
    const result = await act()
    count(`${what}.Success`, 1, 'Count')
    return result
  } catch (error) {
    count(`${what}.Success`, 0, 'Count')
    throw error
  }
}

/** AWS names the metrics of UpdateDestination after the delivery stream. */
const OPERATIONS: Readonly<Record<string, string>> = {
  PutRecord: 'PutRecord',
  PutRecordBatch: 'PutRecordBatch',
  DescribeDeliveryStream: 'DescribeDeliveryStream',
  UpdateDestination: 'UpdateDeliveryStream',
}

function watchedService(service: Service, registry: Registry, meter: Meter, clock: () => number): Service {
  return observedService(
    service,
    {
      clock,
      seen({ operation, input, millis, error }) {
        const name = String(input.DeliveryStreamName)
        // Names that are made up must not become metrics.
        if (!registry.get(name)) return
        const count = countersOf(meter, name)
        count(`${OPERATIONS[operation]}.Requests`, 1, 'Count')
        count(`${OPERATIONS[operation]}.Latency`, millis, 'Milliseconds')
        if (!operation.startsWith('Put')) return
        count('IncomingPutRequests', 1, 'Count')
        if (!error) countPut(operation, input as unknown as PutInput, count)
      },
    },
    Object.keys(OPERATIONS),
  )
}

interface PutInput {
  readonly Record?: { readonly Data: Uint8Array }
  readonly Records?: readonly { readonly Data: Uint8Array }[]
}

function countPut(operation: string, { Record: record, Records: records }: PutInput, count: Count) {
  const all = records ?? (record ? [record] : [])
  count(
    `${operation}.Bytes`,
    all.reduce((sum, { Data: data }) => sum + data.length, 0),
    'Bytes',
  )
  if (records) count(`${operation}.Records`, records.length, 'Count')
}
