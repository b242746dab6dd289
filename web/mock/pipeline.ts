import type { RoomHealth } from '../../src/record/index.ts'
import type { StreamFacts } from '../../src/stages/console/core/pipeline-report.ts'

/** What the rooms would tell: counters that `count` moves. Rooms can be replaced, to see trouble. */
export function createPipeline(now: () => number) {
  const file = {
    ...{ path: '/var/log/nginx/access.log', state: 'caught up', lagBytes: 0, lagMillis: 120 },
    records: 0,
  }
  const delivery = (destination: string) => ({
    ...{ destination, state: 'ok', lagRecords: 0, lagMillis: 0, records: 0, rows: 0, unparsed: 0, failed: 0 },
    ...{ bytes: 0, objects: 0, bufferBytes: 0, lastSuccess: undefined as string | undefined },
  })
  const toLake = delivery('lake')
  const toSearch = delivery('index')
  const functions = {
    ...{ function: 'tailrace-enrich', records: 0, rows: 0, unparsed: 0, workerRestarts: 0 },
    ...{ formats: { combined_time: 0 } },
    own: { 'mask-clients': { invocations: 40, errors: 1, throttles: 0, active: 0, duration: 520 } },
  }
  const lake = { puts: 0, bytes: 0, expired: 0, aborted: 0 }
  const search = { indices: 1, documents: 0, bytes: 0 }
  const readers = [
    { stream: 'web-logs', consumer: 'firehose-web-logs-to-lake-1795197356027', records: 0, millis: 0 },
    { stream: 'web-logs', consumer: 'firehose-web-logs-to-search-1795197356134', records: 0, millis: 0 },
  ]
  const began = now() - 3_600_000
  const open = { id: 'shardId-000000000001', createdAt: began + 60_000, first: 0, next: 0 }
  const closed = {
    id: 'shardId-000000000000',
    createdAt: began,
    first: 0,
    next: 5000,
    closedAt: began + 60_000,
  }
  const flow = {
    ...{ pattern: file.path, destination: 'stream:web-logs', waiting: false, failing: false },
    files: [file],
  }
  const rooms: RoomHealth[] = [
    { room: 'agent', state: 'ok', lagMillis: 120, detail: { flows: [flow] } },
    { room: 'stream', state: 'ok', detail: { consumers: readers } },
    { room: 'functions', state: 'ok', detail: functions },
    {
      ...{ room: 'delivery', state: 'ok' },
      detail: { deliveryStreams: { 'web-logs-to-lake': toLake, 'web-logs-to-search': toSearch } },
    },
    { room: 'lake', state: 'ok', detail: lake },
    { room: 'search', state: 'ok', detail: search },
    { room: 'console', state: 'ok', detail: { viewers: 1 } },
  ]
  const streams: StreamFacts[] = [
    {
      ...{ name: 'web-logs', status: 'ACTIVE', createdAt: began, retentionMillis: 86_400_000 },
      shards: [closed, open],
    },
  ]

  /** So many lines went all the way to search; the lake's wait in its buffer until there are many. */
  function count(lines: number) {
    file.records += lines
    open.next += lines
    functions.records += lines
    functions.rows += lines
    functions.formats.combined_time += lines
    toSearch.records += lines
    toSearch.lastSuccess = new Date(now()).toISOString()
    search.documents += lines
    search.bytes += lines * 72
    toLake.lagRecords += lines
    toLake.bufferBytes += lines * 260
    readers[0].records = toLake.lagRecords
    if (toLake.lagRecords > 2000) flush()
    toLake.lagMillis = toLake.lagRecords === 0 ? 0 : toLake.lagMillis + 500
    readers[0].millis = toLake.lagMillis
  }

  function flush() {
    toLake.records += toLake.lagRecords
    toLake.bytes += Math.round(toLake.bufferBytes / 9)
    toLake.objects++
    lake.puts = toLake.objects
    lake.bytes = toLake.bytes
    Object.assign(toLake, { lagRecords: 0, lagMillis: 0, bufferBytes: 0 })
    toLake.lastSuccess = new Date(now()).toISOString()
  }

  return { rooms, streams, count }
}
