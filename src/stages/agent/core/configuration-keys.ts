/** Every key of an agent.json: what it may hold, and what becomes of it here. A table; configuration.ts walks it. */
export type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list' | 'any'

export interface Key {
  readonly kind: Kind
  readonly min?: number
  readonly max?: number
  readonly values?: readonly string[]
  /** Accepted, and without effect: why. */
  readonly notUsed?: string
  /** Accepted, and without effect in `tailrace up`, where records go straight into the pipeline: why. */
  readonly notUsedInside?: string
  /** Refused: what to do instead. */
  readonly refused?: string
}

const REMOTE = 'here records go straight into the pipeline of this process; tailrace agent sends to endpoints'
const METRICS = "metrics are the program's own (GET /health)"
const THREADS = 'nothing has threads to size here'
const SQLITE = 'positions are kept in the data folder, not in SQLite'

const text = (notUsed?: string): Key => ({ kind: 'string', ...(notUsed ? { notUsed } : {}) })
const count = (notUsed?: string): Key => ({ kind: 'number', min: 0, ...(notUsed ? { notUsed } : {}) })
const flag = (notUsed?: string): Key => ({ kind: 'boolean', ...(notUsed ? { notUsed } : {}) })
/** Honoured by `tailrace agent` only. */
const outside = (key: Key, notUsedInside: string): Key => ({ ...key, notUsedInside })
const PLUGGED: Key = {
  kind: 'any',
  refused:
    'Java classes can not be run; leave it out and the usual places are asked (environment, profile, container, instance), or give awsAccessKeyId and awsSecretAccessKey',
}

export const AGENT_KEYS: Readonly<Record<string, Key>> = {
  flows: { kind: 'list' },
  'cloudwatch.emitMetrics': outside(flag(), METRICS),
  'cloudwatch.tagInstance': flag('there is no EC2 instance to ask for its tags'),
  'cloudwatch.metricsBufferTimeMillis': outside(count(), METRICS),
  'cloudwatch.metricsQueueSize': count('metrics are summed up by the minute, there is no queue of them'),
  'cloudwatch.namespace': outside(text(), METRICS),
  'cloudwatch.endpoint': outside(text(), METRICS),
  'log.emitMetrics': outside(flag(), METRICS),
  'log.emitInternalMetrics': outside(flag(), METRICS),
  'log.statusReportingPeriodSeconds': outside({ kind: 'number', min: 1 }, METRICS),
  'kinesis.endpoint': outside(text(), REMOTE),
  'kinesis.region': outside(text(), REMOTE),
  'firehose.endpoint': outside(text(), REMOTE),
  'sts.endpoint': outside(text(), REMOTE),
  awsAccessKeyId: outside(text(), REMOTE),
  awsSecretAccessKey: outside(text(), REMOTE),
  assumeRoleARN: outside(text(), REMOTE),
  assumeRoleExternalId: outside(text(), REMOTE),
  userDefinedCredentialsProvider: PLUGGED,
  'userDefinedCredentialsProvider.classname': PLUGGED,
  'userDefinedCredentialsProvider.location': PLUGGED,
  maxSendingThreads: outside({ kind: 'number', min: 1 }, REMOTE),
  maxSendingThreadsPerCore: outside({ kind: 'number', min: 1 }, REMOTE),
  sendingThreadsKeepAliveMillis: count(THREADS),
  sendingThreadsMaxQueueSize: count(THREADS),
  maxConnections: outside({ kind: 'number', min: 1 }, REMOTE),
  connectionTimeoutMillis: outside(count(), REMOTE),
  connectionTTLMillis: { kind: 'number', notUsed: 'connections close when they have been idle for a while' },
  socketTimeoutMillis: outside(count(), REMOTE),
  useTcpKeepAlive: flag('open connections are always probed'),
  useHttpGzip: flag('answers are too short to be worth compressing'),
  checkpointFile: text('positions are kept in the data folder (--data)'),
  checkpointTimeToLiveDays: { kind: 'number', min: 1 },
  'checkpoints.queryTimeoutSeconds': count(SQLITE),
  'checkpoints.connectionTimeoutSeconds': count(SQLITE),
  shutdownTimeoutMillis: count(),
  userAgent: outside(text(), REMOTE),
  userAgentOverride: outside(text(), REMOTE),
}

const MINUTES: Key = { kind: 'number', min: 1_000, max: 900_000 }
const QUEUES = 'there is no publish queue: reading waits until what was read is on its way'

export const FLOW_KEYS: Readonly<Record<string, Key>> = {
  filePattern: text(),
  kinesisStream: text(),
  deliveryStream: text(),
  partitionKeyOption: { kind: 'string', values: ['RANDOM', 'DETERMINISTIC'] },
  aggregatedRecordSizeBytes: { kind: 'number', min: 0, max: 1_024_000 },
  initialPosition: { kind: 'string', values: ['START_OF_FILE', 'END_OF_FILE'] },
  maxBufferAgeMillis: MINUTES,
  maxBufferSizeRecords: { kind: 'number', min: 1, max: 500 },
  maxBufferSizeBytes: { kind: 'number', min: 1, max: 5_242_880 },
  waitOnFullPublishQueueMillis: { ...MINUTES, notUsed: QUEUES },
  waitOnEmptyPublishQueueMillis: { ...MINUTES, notUsed: QUEUES },
  waitOnFullRetryQueueMillis: count('the Kinesis Agent defines this key and never reads it'),
  minTimeBetweenFilePollsMillis: count(),
  maxTimeBetweenFileTrackerRefreshMillis: count(),
  retryInitialBackoffMillis: count(),
  retryMaxBackoffMillis: count(),
  publishQueueCapacity: count(QUEUES),
  skipHeaderLines: count(),
  multiLineStartPattern: text(),
  fileFooterPattern: text(),
  truncatedRecordTerminator: text(),
  dataProcessingOptions: { kind: 'list' },
}

/** Keys of each entry of dataProcessingOptions, besides optionName. */
const FORMAT: Key = { kind: 'string', values: ['COMPACT', 'PRETTYPRINT'] }
const LOG_FORMAT: Key = {
  kind: 'string',
  values: ['COMMONAPACHELOG', 'COMBINEDAPACHELOG', 'APACHEERRORLOG', 'SYSLOG', 'RFC3339SYSLOG'],
}
const UNREAD = 'there is no EC2 instance metadata to add (no network call is made); records pass unchanged'

export const PROCESSING_KEYS: Readonly<Record<string, Readonly<Record<string, Key>>>> = {
  SINGLELINE: { parseOptions: { kind: 'list' } },
  CSVTOJSON: { customFieldNames: { kind: 'list' }, delimiter: text(), jsonFormat: FORMAT },
  LOGTOJSON: {
    logFormat: LOG_FORMAT,
    matchPattern: text(),
    customFieldNames: { kind: 'list' },
    jsonFormat: FORMAT,
  },
  ADDMETADATA: {
    metadata: { kind: 'any' },
    timestamp: { kind: 'any' },
    jsonFormat: FORMAT,
  },
  ADDEC2METADATA: {
    metadataTTL: { kind: 'number', min: 0, notUsed: UNREAD },
    logFormat: { ...LOG_FORMAT, notUsed: UNREAD },
    matchPattern: text(UNREAD),
    customFieldNames: { kind: 'list', notUsed: UNREAD },
    jsonFormat: { ...FORMAT, notUsed: UNREAD },
  },
  ADDBRACKETS: {},
}

export const PARSE_OPTIONS = ['NO_TRIM', 'ESCAPE_NEW_LINE']
