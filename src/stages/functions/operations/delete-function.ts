import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import { LATEST } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

/** Removes a function with all that is its own, or one version of it. */
export const deleteFunction = (lambda: Lambda): Operation<Input> => ({
  name: 'DeleteFunction',
  members: { FunctionName: namespacedName, Qualifier: qualifier },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const {
      own,
      version,
      alias,
      qualifier: asked,
    } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    if (asked === LATEST) throw errors.latestStays()
    if (alias) throw errors.invalid('Deletion of aliases is not currently supported.')
    if (asked === undefined) await removeAll(lambda, own.name)
    else await removeVersion(lambda, own.name, own.arn, version.version)
    await lambda.code.sweep()
    return { $status: 204 }
  },
})

async function removeAll({ registry, invoker }: Lambda, name: string) {
  await registry.change(name, (before) => {
    if (before) invoker.retire(before, undefined)
    return undefined
  })
}

async function removeVersion(lambda: Lambda, name: string, arn: string, version: string) {
  await lambda.update(name, arn, (before) => {
    const alias = before.aliases.find(
      (each) => each.version === version || each.weights?.[version] !== undefined,
    )
    if (alias) throw errors.versionHasAlias(name, version, alias.name)
    return { ...before, versions: before.versions.filter((each) => each.version !== version) }
  })
}
