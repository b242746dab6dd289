/** An event-source mapping as it is kept: a function reads a Kinesis stream. */
export interface Mapping {
  /** A UUID. */
  readonly id: string
  readonly streamArn: string
  /** As it was given: name or ARN, with a qualifier or not. */
  readonly functionName: string
  readonly functionArn: string
  readonly enabled: boolean
  readonly batchSize: number
  readonly windowSeconds: number
  readonly parallel: number
  readonly start: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP'
  /** ms since 1970, of AT_TIMESTAMP. */
  readonly startTime?: number
  /** -1: without end. */
  readonly maxAgeSeconds: number
  readonly retries: number
  readonly bisect: boolean
  readonly reportFailures: boolean
  /** Filter patterns, JSON each. */
  readonly filters: readonly string[]
  /** `arn:aws:s3:::bucket` */
  readonly onFailure?: string
  readonly tags: Readonly<Record<string, string>>
  /** ms since 1970 */
  readonly created: number
  readonly modified: number
}

export const NONE_YET = 'No records processed'
