/** Every key of an agent.json: what it may hold, and what becomes of it here. A table; configuration.ts walks it. */
export type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list' | 'any'

export interface Key {
  readonly kind: Kind
  readonly min?: number
  readonly max?: number
  readonly values?: readonly string[]
  /** Accepted, and without effect in the embedded agent: why. */
  readonly notUsed?: string
  /** Refused: what to do instead. */
  readonly refused?: string
}

const REMOTE = 'it concerns calls to AWS; here records go straight into the pipeline of this process'
const METRICS = "metrics are the program's own (GET /health)"
const THREADS = 'there are no sending threads to size: records go straight into the pipeline of this process'

const text = (notUsed?: string): Key => ({ kind: 'string', ...(notUsed ? { notUsed } : {}) })
const count = (notUsed?: string): Key => ({ kind: 'number', min: 0, ...(notUsed ? { notUsed } : {}) })
const flag = (notUsed?: string): Key => ({ kind: 'boolean', ...(notUsed ? { notUsed } : {}) })
const PLUGGED: Key = {
  kind: 'any',
  refused:
    'Java classes can not be run; give awsAccessKeyId, or leave it out: the embedded pipeline needs no credentials',
}

export const AGENT_KEYS: Readonly<Record<string, Key>> = {
  flows: { kind: 'list' },
  'cloudwatch.emitMetrics': flag(METRICS),
  'cloudwatch.tagInstance': flag(METRICS),
  'cloudwatch.metricsBufferTimeMillis': count(METRICS),
  'cloudwatch.metricsQueueSize': count(METRICS),
  'cloudwatch.namespace': text(METRICS),
  'cloudwatch.endpoint': text(METRICS),
  'log.emitMetrics': flag(METRICS),
  'log.emitInternalMetrics': flag(METRICS),
  'log.statusReportingPeriodSeconds': count(METRICS),
  'kinesis.endpoint': text(REMOTE),
  'kinesis.region': text(REMOTE),
  'firehose.endpoint': text(REMOTE),
  'sts.endpoint': text(REMOTE),
  awsAccessKeyId: text(REMOTE),
  awsSecretAccessKey: text(REMOTE),
  assumeRoleARN: text(REMOTE),
  assumeRoleExternalId: text(REMOTE),
  userDefinedCredentialsProvider: PLUGGED,
  'userDefinedCredentialsProvider.classname': PLUGGED,
  'userDefinedCredentialsProvider.location': PLUGGED,
  maxSendingThreads: count(THREADS),
  maxSendingThreadsPerCore: count(THREADS),
  sendingThreadsKeepAliveMillis: count(THREADS),
  sendingThreadsMaxQueueSize: count(THREADS),
  maxConnections: count(REMOTE),
  connectionTimeoutMillis: count(REMOTE),
  connectionTTLMillis: count(REMOTE),
  socketTimeoutMillis: count(REMOTE),
  useTcpKeepAlive: flag(REMOTE),
  useHttpGzip: flag(REMOTE),
  checkpointFile: text('positions are kept in the data folder, in one transaction with the records'),
  checkpointTimeToLiveDays: { kind: 'number', min: 1 },
  'checkpoints.queryTimeoutSeconds': count('positions are kept in the data folder, not in SQLite'),
  'checkpoints.connectionTimeoutSeconds': count('positions are kept in the data folder, not in SQLite'),
  shutdownTimeoutMillis: count(),
  userAgent: text(REMOTE),
  userAgentOverride: text(REMOTE),
}

const MINUTES: Key = { kind: 'number', min: 1_000, max: 900_000 }
const QUEUES = 'there is no publish queue: reading waits until the pipeline takes the records'

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
