/** Who calls: the front door fills it in; the built-in pipeline is `root`. */
export interface Caller {
  readonly account: string
  readonly region: string
  readonly arn: string
  /** The key that signed the request; absent for the program itself. */
  readonly accessKeyId?: string
}

/**
 * One AWS action. `input` and `output` have AWS's own member names (`StreamName`); inside a room they do not.
 * `members` is the constraint table, checked by one walker (wire/validate.ts) before `run`.
 */
export interface Operation<Input = never, Output = unknown> {
  readonly name: string
  readonly members: Members
  /**
   * `signal` aborts when the client has gone. A streaming body (S3's `Body`) is an `AsyncIterable<Uint8Array>` both
   * ways; an event stream (`EventStream`) is an `AsyncIterable` of one-member objects named after the event.
   */
  run(input: Input, caller: Caller, signal: AbortSignal): Promise<Output>
}

/** A request's body as the wire hands it on. Reading it may reject, e.g. when the bytes do not fit their signature. */
export interface StreamingBody extends AsyncIterable<Uint8Array> {
  /** Names of the trailers to come (x-amz-trailer), in small letters, e.g. `x-amz-checksum-crc32`. */
  readonly announced?: readonly string[]
  /** What stood behind the last byte, by name in small letters; there when the body has ended. */
  readonly trailers?: Readonly<Record<string, string>>
}

/** What an output may say beside its members; the wire alone reads it. */
export interface Extra {
  /** HTTP status where it is not 200, e.g. 206 for a part of an object. */
  readonly $status?: number
  /** Headers that the SDK's schema does not know. */
  readonly $headers?: Readonly<Record<string, string>>
}

export type Protocol =
  | 'json-1.0'
  | 'json-1.1'
  | 'cbor-1.1'
  | 'rpc-v2-cbor'
  | 'query'
  | 'rest-json'
  | 'rest-xml'

/** What the wire must know of a service to speak its protocols. */
export interface ServiceModel {
  /** The service's name in a signature's scope, e.g. `monitoring` for CloudWatch. */
  readonly signingName: string
  readonly protocols: readonly Protocol[]
  /** The part of X-Amz-Target before the dot, e.g. `Kinesis_20131202`; RPC v2's service name in the path. */
  readonly target?: string
  /** `Version` of the query protocol, e.g. `2010-08-01`. */
  readonly version?: string
  readonly xmlNamespace?: string
  /**
   * The official SDK's schemas by export name (`PutRecords$`), loaded when the first request comes: they cost tens
   * of megabytes that a log pipeline without AWS clients does not need.
   */
  schemas(): Promise<Readonly<Record<string, unknown>>>
}

/** An AWS service as a room offers it, e.g. `kinesis`. */
export interface Service {
  readonly name: string
  /** Absent: not served over the wire, only to templates and the program itself. */
  readonly model?: ServiceModel
  // biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
  readonly operations: Readonly<Record<string, Operation<any, unknown>>>
}

/** The only way into a room's operations. Rejects with `ServiceError`. */
export type Dispatch = (
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  caller: Caller,
  signal?: AbortSignal,
) => Promise<unknown>

export type Members = Readonly<Record<string, Member>>

/** Constraints of one member, from aws-models: `s[1..128]` is `{type:'string', min:1, max:128}`. */
export interface Member {
  readonly type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'blob'
    | 'timestamp'
    | 'list'
    | 'map'
    | 'structure'
  readonly required?: boolean
  /** Required unless this sibling is given: AWS then asks for this one (`StreamName` without `StreamARN`). */
  readonly requiredWithout?: string
  /** Length of strings, blobs, lists and maps; value of numbers. */
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly values?: readonly string[]
  readonly members?: Members
  /** Element of a list, value of a map. */
  readonly element?: Member
  /** Key of a map. */
  readonly key?: Member
  /** Its value is left out of AWS's sentences. */
  readonly hidden?: boolean
  /** A member that AWS knows and this room does not serve yet: refused by name with this sentence. */
  readonly refused?: string
}

/** An error that AWS's clients understand: type, sentence, HTTP status. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number
  /** Further members of the error as its schema has them, e.g. S3's `BucketName`. */
  readonly details: Readonly<Record<string, unknown>>
  constructor(type: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = type
    this.type = type
    this.status = status
    this.details = details
  }
}
