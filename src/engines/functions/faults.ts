import { constants } from 'node:os'
import type { Program } from '../../stages/functions/ports.ts'
import { MOST_ANSWER_BYTES } from './runtime-api.ts'

const seconds = (millis: number) => (millis / 1000).toFixed(2)
const payload = (errorType: string, errorMessage: string) =>
  Buffer.from(JSON.stringify({ errorType, errorMessage }))

/** What an invocation answers when its process did not. Sentences as Lambda's. */
export const faults = {
  timedOut: (id: string, millis: number) =>
    payload('Sandbox.Timedout', `RequestId: ${id} Error: Task timed out after ${seconds(millis)} seconds`),
  timedOutLine: (id: string, now: number, millis: number) =>
    `${new Date(now).toISOString()} ${id} Task timed out after ${seconds(millis)} seconds\n\n`,
  initTimedOut: (id: string, millis: number) =>
    payload(
      'Sandbox.Timedout',
      `RequestId: ${id} Error: Initialization timed out after ${seconds(millis)} seconds`,
    ),
  exited(id: string, code: number | null, signal: string | null) {
    const how = signal ? `signal: ${signal}` : `exit status ${code}`
    return code === 0
      ? payload('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited without providing a reason`)
      : payload('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited with error: ${how}`)
  },
  noAnswer: (id: string) =>
    payload('Runtime.NoAnswer', `RequestId: ${id} Error: Runtime asked for an invocation before it answered`),
  answerTooLarge: () =>
    payload(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${MOST_ANSWER_BYTES} bytes).`,
    ),
  unnamed: (type = 'Unhandled') => payload(type, 'The runtime gave no reason'),
  notStarted: (id: string, reason: string) =>
    payload('Runtime.InvalidEntrypoint', `RequestId: ${id} Error: The process can't be started: ${reason}`),
  invalidEntrypoint(id: string, { runtime, folder }: Program, code: number) {
    const what = runtime.startsWith('provided')
      ? `${folder}/bootstrap`
      : runtime.startsWith('python')
        ? 'python3'
        : process.execPath
    const why = code === 127 ? 'is not there' : "can't be executed"
    return payload('Runtime.InvalidEntrypoint', `RequestId: ${id} Error: ${what} ${why}`)
  },
}

const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
  SIGTERM: 'terminated',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGHUP: 'hangup',
}
/** As Go's runtime names signals, which is what Lambda shows. */
export const signalName = (signal: NodeJS.Signals) =>
  SIGNAL_NAMES[signal] ?? `signal ${constants.signals[signal]}`
