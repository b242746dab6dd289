import type { BufferingHints } from './core/buffer.ts'
import type { Rotation } from './core/index-name.ts'
import type { Prefix } from './core/prefix.ts'

/** A delivery stream as the room works with it: every default filled in, every expression parsed. */
export interface Settings {
  readonly name: string
  readonly arn: string
  readonly version: string
  readonly createdAt: number
  /** Undefined: records are put to it directly. */
  readonly sourceArn: string | undefined
  readonly processor: Processor | undefined
  readonly destination: LakeSettings | IndexSettings
}

export interface Processor {
  readonly functionArn: string
  /** Attempts after the first. */
  readonly retries: number
  /** Most bytes of records that the function is given at once. */
  readonly maxBytes: number
}

/** Where objects go, and how they are named. */
export interface BucketSettings {
  readonly bucketArn: string
  readonly prefix: Prefix
  readonly errorPrefix: Prefix
  readonly zone: string
  readonly compression: 'GZIP' | 'UNCOMPRESSED'
  readonly extension: string
}

export interface LakeSettings extends BucketSettings {
  readonly kind: 'lake'
  readonly hints: BufferingHints
  /** Put behind every record that no function transforms. */
  readonly delimiter: Uint8Array
}

export interface IndexSettings {
  readonly kind: 'index'
  /** AWS's name of it, in metrics. */
  readonly service: 'AmazonOpenSearchService' | 'Elasticsearch'
  /** ARN of the domain, or the cluster's endpoint. */
  readonly domain: string
  readonly indexName: string
  readonly rotation: Rotation
  readonly hints: BufferingHints
  /** How long a refused append is tried again, ms. */
  readonly retryMillis: number
  /** For failed records. */
  readonly backup: BucketSettings
}
