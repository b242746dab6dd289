import type { Log } from '../../observe/log.ts'
import type { Meter } from '../../observe/metrics.ts'
import type { Marks, RecordBatch } from '../../record/index.ts'

/** What the functions room must be given. */
export interface FunctionsPorts {
  readonly now: () => number
  readonly log: Log
  /** Counts AWS/Lambda; absent, nothing does. */
  readonly meter?: Meter | undefined
  /** For the ARNs of functions. */
  readonly account: string
  readonly region: string
  /** Names of formats, or nginx `log_format` or Apache `LogFormat` strings; absent or `auto`: every one known. */
  readonly formats?: readonly string[] | undefined
  /** A MaxMind city database to use instead of the built-in one. */
  readonly geoFile?: string | undefined
  /** What users' functions need. Absent: there are built-in functions only. */
  readonly own?: OwnFunctionsPorts
}

export interface OwnFunctionsPorts {
  readonly engine: FunctionEngine
  readonly code: CodeStore
  /** Functions are kept here (keys begin with `functions/`). */
  readonly marks: Marks
  /** A random UUID. */
  readonly uuid: () => string
  /** An object of the lake, or undefined when there is none. */
  readonly object?: (bucket: string, key: string, mostBytes: number) => Promise<Uint8Array | undefined>
  /** Calls an operation of Kinesis (`GetRecords`). Absent: event-source mappings are refused. */
  readonly kinesis?: (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>
  /** Resolves when the object is durable. */
  readonly putObject?: (bucketArn: string, key: string, body: Uint8Array) => Promise<void>
  /** The sequence number of a record of a Kinesis stream. Absent: its place in the shard stands for it. */
  readonly sequenceNumberOf?: (batch: RecordBatch, at: number) => string
  /** Resolves after so long; rejects when `signal` aborts. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

/** Code and configuration of one version of a function: what a process is started for. */
export interface Program {
  /** Another whenever code or configuration is another: processes serve one program only. */
  readonly id: string
  readonly name: string
  /** `$LATEST` or a number. */
  readonly version: string
  readonly arn: string
  /** As Lambda names it: `nodejs20.x`, `python3.12`, `provided.al2023`. */
  readonly runtime: string
  readonly handler: string
  /** Where its code lies. */
  readonly folder: string
  readonly memoryMegabytes: number
  readonly timeoutMillis: number
  readonly variables: Readonly<Record<string, string>>
  readonly account: string
  readonly region: string
  /** Processes at the same moment; more invocations wait. Absent: the engine's own limit. */
  readonly concurrency?: number
}

export interface Invocation {
  /** A UUID. */
  readonly requestId: string
  readonly event: Uint8Array
  /** The ARN that was invoked, with the qualifier that was given. */
  readonly invokedArn: string
  /** JSON */
  readonly clientContext?: string
}

export interface InvocationResult {
  readonly payload: Uint8Array
  /** The payload tells an error: of the handler, or of a process that ended, hung or answered too much. */
  readonly failed: boolean
  /** The end of what it logged, at most 4 KB, with START, END and REPORT. */
  readonly log: Uint8Array
  readonly millis: number
  /** Of a process that was started for this invocation. */
  readonly initMillis?: number
  readonly maxMegabytes: number
}

/** Runs handlers. */
export interface FunctionEngine {
  /** Never rejects for what the handler does. Rejects when the engine is closed. */
  invoke(program: Program, invocation: Invocation): Promise<InvocationResult>
  /** Ends the processes of a program, those at work when their work is done. */
  retire(programId: string): void
  /** The newest lines that a function's processes wrote, oldest first. */
  logLines(functionName: string): readonly string[]
  /** Processes alive, by program id. */
  processes(): Readonly<Record<string, number>>
  /** Ends every process at once; what they are at fails. */
  close(): Promise<void>
}

export interface KeptCode {
  /** Base64, as Lambda tells it. */
  readonly sha256: string
  readonly bytes: number
}

/** Zip files, each once, under their SHA-256. */
export interface CodeStore {
  /** Resolves when the code is durable. Rejects with `CodeError` when it is no zip file, or too large. */
  keep(zip: Uint8Array): Promise<KeptCode>
  /** The folder with the code unpacked. */
  folder(sha256: string): string
  /** The zip file. */
  file(sha256: string): string
  /** SHA-256 of all that is kept. */
  list(): Promise<readonly string[]>
  sha256(zip: Uint8Array): string
  /** Removing what is not there succeeds. */
  remove(sha256: string): Promise<void>
}

/** Why code can't be kept. */
export class CodeError extends Error {
  readonly reason: 'not-a-zip' | 'empty' | 'too-large' | 'unsafe-name'
  constructor(reason: CodeError['reason'], message: string) {
    super(message)
    this.name = 'CodeError'
    this.reason = reason
  }
}
