import type { BufferingHints } from './core/buffer.ts'
import type { Expansion } from './core/expansion.ts'
import type { Rotation } from './core/index-name.ts'
import type { KeyRules } from './core/json-schema.ts'
import type { Prefix } from './core/prefix.ts'
import type { ParquetOptions } from './ports.ts'

/** A delivery stream as the room works with it: every default filled in, every expression parsed. */
export interface Settings {
  readonly name: string
  readonly arn: string
  readonly version: string
  readonly createdAt: number
  /** Undefined: records are put to it directly. */
  readonly sourceArn: string | undefined
  readonly expansion: Expansion
  readonly processor: Processor | undefined
  readonly destination: DestinationSettings
  /** Where the records go as they came from the source, besides. */
  readonly backup?: LakeSettings
}

export type OutletSettings = IndexSettings | HttpSettings | SplunkSettings | RedshiftSettings

export type DestinationSettings = LakeSettings | OutletSettings

export interface Processor {
  readonly functionArn: string
  /** Attempts after the first. */
  readonly retries: number
  /** Most bytes of records that the function is given at once. */
  readonly maxBytes: number
}

export type Compression = 'UNCOMPRESSED' | 'GZIP' | 'ZIP' | 'Snappy' | 'HADOOP_SNAPPY'

/** Where objects go, and how they are named. */
export interface BucketSettings {
  readonly bucketArn: string
  readonly prefix: Prefix
  readonly errorPrefix: Prefix
  readonly zone: string
  readonly compression: Compression
  readonly extension: string
}

export interface LakeSettings extends BucketSettings {
  readonly kind: 'lake'
  readonly hints: BufferingHints
  /** Put behind every record that no function transforms. */
  readonly delimiter: Uint8Array
  readonly partitioning?: Partitioning
  readonly conversion?: Conversion
}

/** JSON to Parquet. */
export interface Conversion {
  readonly keys: KeyRules
  readonly output: ParquetOptions
}

/** Objects by keys in the records. */
export interface Partitioning {
  /** jq, of the keys that Prefix names as partitionKeyFromQuery. */
  readonly query?: string
}

/** What destinations beyond the network have in common. */
interface Remote {
  /** AWS's name of it, in metrics. */
  readonly service: 'AmazonOpenSearchService' | 'Elasticsearch' | 'HttpEndpoint' | 'Splunk' | 'Redshift'
  readonly hints: BufferingHints
  /** How long what was refused is tried again, ms. */
  readonly retryMillis: number
  /** For failed records. */
  readonly bucket: BucketSettings
  /** Put behind every record that no function transforms. */
  readonly delimiter: Uint8Array
}

export interface IndexSettings extends Remote {
  readonly kind: 'index'
  readonly service: 'AmazonOpenSearchService' | 'Elasticsearch'
  /** ARN of the domain, or the cluster's endpoint. */
  readonly domain: string
  readonly indexName: string
  readonly rotation: Rotation
  /** Documents have our ids, the same in every attempt. */
  readonly hasIds: boolean
  /** Of clusters that still have types; empty otherwise. */
  readonly typeName: string
}

export interface HttpSettings extends Remote {
  readonly kind: 'http'
  readonly url: string
  readonly accessKey: string | undefined
  readonly isZipped: boolean
  /** The value of their header; undefined when there are none. */
  readonly attributes: string | undefined
}

export interface SplunkSettings extends Remote {
  readonly kind: 'splunk'
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly token: string
  readonly isRaw: boolean
  readonly acknowledgeMillis: number
}

export interface RedshiftSettings extends Remote {
  readonly kind: 'redshift'
  readonly jdbc: {
    readonly host: string
    readonly port: number
    readonly database: string
    readonly isEncrypted: boolean
  }
  readonly user: string
  readonly password: string
  readonly roleArn: string
  readonly table: string
  readonly columns: readonly string[] | undefined
  readonly copyOptions: string
}
