/** Who calls: the front door fills it in; the built-in pipeline is `root`. */
export interface Caller {
  readonly account: string
  readonly region: string
  readonly arn: string
}

/**
 * One AWS action. `input` and `output` have AWS's own member names (`StreamName`); inside a room they do not.
 * `members` is the constraint table, checked by one walker (wire/validate.ts) before `run`.
 */
export interface Operation<Input = never, Output = unknown> {
  readonly name: string
  readonly members: Members
  run(input: Input, caller: Caller): Promise<Output>
}

/** An AWS service as a room offers it, e.g. `kinesis`. */
export interface Service {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
  readonly operations: Readonly<Record<string, Operation<any, unknown>>>
}

/** The only way into a room's operations. Rejects with `ServiceError`. */
export type Dispatch = (
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  caller: Caller,
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
  /** Length of strings, blobs, lists and maps; value of numbers. */
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly values?: readonly string[]
  readonly members?: Members
  /** Element of a list, value of a map. */
  readonly element?: Member
  /** A member that AWS knows and this room does not serve yet: refused by name with this sentence. */
  readonly refused?: string
}

/** An error that AWS's clients understand: type, sentence, HTTP status. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number
  constructor(type: string, message: string, status = 400) {
    super(message)
    this.name = type
    this.type = type
    this.status = status
  }
}
