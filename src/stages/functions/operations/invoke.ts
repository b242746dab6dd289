import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly InvocationType?: 'Event' | 'RequestResponse' | 'DryRun'
  readonly LogType?: 'None' | 'Tail'
  readonly ClientContext?: string
  readonly Payload?: Uint8Array
  readonly Qualifier?: string
}

const MOST_SYNCHRONOUS = 6_291_456
const MOST_EVENT = 1_048_576
/** Base64 */
const MOST_CONTEXT = 3583

/** Runs a function and answers what it answered; a failure of the function is no failure of the call. */
export const invoke = (lambda: Lambda): Operation<Input> => ({
  name: 'Invoke',
  members: {
    FunctionName: namespacedName,
    InvocationType: { type: 'string', values: ['Event', 'RequestResponse', 'DryRun'] },
    LogType: { type: 'string', values: ['None', 'Tail'] },
    ClientContext: { type: 'string' },
    DurableExecutionName: { type: 'string', refused: 'executions are not durable here.' },
    Payload: { type: 'blob' },
    Qualifier: qualifier,
    TenantId: { type: 'string', refused: 'there are no tenants.' },
  },
  async run(input, caller) {
    const builtIn = builtInOf(lambda, input.FunctionName, input.Qualifier)
    if (builtIn)
      throw errors.notServed(`Invoke of ${builtIn.FunctionName}`, 'it is run by delivery streams only.')
    const resolved = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const { InvocationType: type = 'RequestResponse' } = input
    const event = readPayload(input.Payload, type === 'Event' ? MOST_EVENT : MOST_SYNCHRONOUS)
    const clientContext = readContext(input.ClientContext)
    if (type === 'DryRun') return { StatusCode: 204, $status: 204 }
    const requestId = lambda.uuid()
    const more = { requestId, ...(clientContext === undefined ? {} : { clientContext }) }
    if (type === 'Event') {
      await lambda.events.add(resolved.own.name, resolved.qualifier, event, more)
      return { StatusCode: 202, $status: 202, Payload: new Uint8Array(0) }
    }
    const result = await lambda.invoker.invoke(resolved, event, more)
    return {
      StatusCode: 200,
      ExecutedVersion: result.executedVersion,
      Payload: result.payload,
      ...(result.failed ? { FunctionError: 'Unhandled' } : {}),
      ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(result.log).toString('base64') } : {}),
    }
  },
})

/** A function is always given JSON; nothing at all is an empty object. */
export function readPayload(payload: Uint8Array | undefined, most: number): Uint8Array {
  if (!payload || payload.length === 0) return Buffer.from('{}')
  if (payload.length > most) throw errors.payloadTooLarge(most, 'InvokeFunction')
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(payload))
  } catch (error) {
    throw errors.notJson((error as Error).message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200))
  }
  return payload
}

/** Base64 of JSON. Undefined when there is none. */
function readContext(given: string | undefined): string | undefined {
  if (!given) return undefined
  if (given.length > MOST_CONTEXT) throw errors.invalid(`ClientContext is longer than ${MOST_CONTEXT} bytes.`)
  const text = Buffer.from(given, 'base64').toString()
  try {
    return JSON.stringify(JSON.parse(text)).replace(
      /[\x7f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  } catch {
    throw errors.notJson('Client context must be a valid Base64-encoded JSON object.')
  }
}
