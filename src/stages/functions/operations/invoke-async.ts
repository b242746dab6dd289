import type { Operation } from '../../../record/index.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName } from '../shapes.ts'
import { readPayload } from './invoke.ts'

interface Input {
  readonly FunctionName: string
  readonly InvokeArgs: AsyncIterable<Uint8Array> | Uint8Array
}

const MOST_BYTES = 1_048_576

/** As Invoke of the type Event; older. */
export const invokeAsync = (lambda: Lambda): Operation<Input> => ({
  name: 'InvokeAsync',
  members: { FunctionName: namespacedName, InvokeArgs: { type: 'blob', required: true } },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName)
    const event = readPayload(await collected(input.InvokeArgs), MOST_BYTES)
    await lambda.events.add(own.name, qualifier, event, { requestId: lambda.uuid() })
    return { Status: 202 }
  },
})

async function collected(body: Input['InvokeArgs']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > MOST_BYTES + 1) break
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
