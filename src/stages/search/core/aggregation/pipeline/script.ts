import { illegal, scriptNotServed } from '../../../errors.ts'
import { isObject, type Node } from '../../json.ts'
import { type Evaluate, NotAnExpression, parseExpression, type Value } from './expression.ts'

export type Compute = (values: ReadonlyMap<string, number>) => Value

/** A script that is arithmetic over its parameters; whatever else is refused by name, and nothing is ever run. */
export function scriptOf(kind: string, script: Node | undefined, owner: string, body: Node): Compute {
  if (!script) throw illegal(`Required [script] of [${kind}] aggregation [${owner}]`, body.path)
  const { value } = script
  const source = isObject(value) ? (value.source ?? value.inline) : value
  if (typeof source !== 'string') throw refused(kind, 'a stored script is not served', script)
  const params = isObject(value) && isObject(value.params) ? value.params : {}
  const known = new Map<string, Value>()
  for (const [name, given] of Object.entries(params)) {
    if (typeof given !== 'number' && typeof given !== 'boolean') {
      throw refused(kind, `[params.${name}] must be a number`, script)
    }
    known.set(name, given)
  }
  const compiled = guarded(kind, script, () => parseExpression(source))
  const run: (evaluate: Evaluate, values: ReadonlyMap<string, number>) => Value = (evaluate, values) =>
    evaluate((name) => values.get(name) ?? known.get(name))
  return (values) => guarded(kind, script, () => run(compiled, values))
}

function guarded<T>(kind: string, script: Node, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof NotAnExpression) throw refused(kind, error.message, script)
    throw error
  }
}

const refused = (kind: string, why: string, script: Node) =>
  scriptNotServed(
    kind,
    `arithmetic and comparisons over the names in [buckets_path], such as params.errors / params.all * 100 (${why})`,
    script.path,
  )
