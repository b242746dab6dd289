import type { AwsEnvironment } from '../config/aws.ts'
import type { Log } from '../observe/log.ts'

/** What a command may touch of the outside; `main.ts` fills it in. */
export interface CommandContext {
  readonly version: string
  readonly home: string
  readonly workingFolder: string
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: Output
  readonly stderr: Output
  readonly now: () => number
  /** Resolves when the user asks to stop (Ctrl-C, SIGTERM). */
  readonly interrupted: AbortSignal
  readonly root: URL
  readonly aws: AwsEnvironment
  /** The program's own log, beside what a person sees: a file of the data folder. */
  openLog(folder: string): Log
}

export interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}
