import { parentPort } from 'node:worker_threads'
import { raw } from 'jq-wasm'
import type { JqOutput } from '../../stages/delivery/ports.ts'

/** jq in a thread of its own: a query that never ends must not hold up the program. */
export interface JqRequest {
  readonly id: number
  readonly query: string
  readonly inputs: readonly string[]
}

export type JqAnswer =
  | { readonly id: number; readonly outputs: JqOutput[] }
  | { readonly id: number; readonly refused: string }

/**
 * One call costs 2.4 ms, and reading its input grows with the square of it (1.7 MB take two minutes): so many
 * characters at once are the best between the two.
 */
const CHUNK = 8192

parentPort?.on('message', (request: JqRequest) => {
  answer(request).then((message) => parentPort?.postMessage(message))
})

async function answer({ id, query, inputs }: JqRequest): Promise<JqAnswer> {
  try {
    const outputs: JqOutput[] = []
    if (inputs.length === 0) await evaluate(query, [])
    for (let from = 0; from < inputs.length; ) {
      let to = from
      for (let size = 0; to < inputs.length && (to === from || size + inputs[to].length <= CHUNK); to++) {
        size += inputs[to].length
      }
      outputs.push(...(await evaluate(query, inputs.slice(from, to))))
      from = to
    }
    return { id, outputs }
  } catch (error) {
    return { id, refused: reasonOf(error as Error) }
  }
}

/** An error of one input must not cost the others theirs. */
async function evaluate(query: string, inputs: readonly string[]): Promise<JqOutput[]> {
  const text = await raw(`[${inputs.join(',')}]`, `.[] | try [[\n${query}\n]] catch [.]`, ['-c'])
  const lines = text.split('\n').filter(Boolean)
  if (lines.length !== inputs.length) throw new Error(text.trim() || 'jq gave no answer')
  return lines.map((line) => {
    const [given] = JSON.parse(line) as [unknown]
    if (!Array.isArray(given)) return { error: typeof given === 'string' ? given : JSON.stringify(given) }
    return given.length === 1
      ? { value: given[0] }
      : { error: `The query gives ${given.length} values, not one.` }
  })
}

function reasonOf({ message }: Error): string {
  return message
    .replace(/^Failed to execute raw query: /, '')
    .replace(/^jq: error: /, '')
    .replace(/ \(Unix shell quoting issues\?\)/, '')
    .split('\n')[0]
}
