import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { CodeInput } from '../own/code.ts'
import type { OwnFunction } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { published } from '../own/published.ts'
import { resolve } from '../own/registry.ts'
import { codeMembers, describeFunction, functionName, publishTo, revisionId } from '../shapes.ts'

interface Input extends CodeInput {
  readonly FunctionName: string
  readonly Publish?: boolean
  readonly DryRun?: boolean
  readonly RevisionId?: string
  readonly Architectures?: readonly string[]
}

/** Gives a function other code. Invocations at work end with the code they began with. */
export const updateFunctionCode = (lambda: Lambda): Operation<Input> => ({
  name: 'UpdateFunctionCode',
  members: {
    ...codeMembers,
    FunctionName: functionName,
    Publish: { type: 'boolean' },
    DryRun: { type: 'boolean' },
    RevisionId: revisionId,
    Architectures: {
      type: 'list',
      min: 1,
      max: 1,
      element: { type: 'string', values: ['x86_64', 'arm64'] },
    },
    PublishTo: publishTo,
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    return lambda.code.keep(input, async ({ sha256, bytes }) => {
      const change = (before: OwnFunction): OwnFunction => {
        if (input.RevisionId && input.RevisionId !== before.latest.revision) throw errors.wrongRevision()
        const latest = {
          ...before.latest,
          architecture: input.Architectures?.[0] ?? before.latest.architecture,
          codeSha256: sha256,
          codeBytes: bytes,
          modified: lambda.now(),
          revision: lambda.uuid(),
        }
        const changed = { ...before, latest }
        return input.Publish ? published(changed, lambda) : changed
      }
      if (input.DryRun) return show(change(own), input.Publish)
      return show(await lambda.update(own.name, own.arn, change), input.Publish)
    })
  },
})

export function show(own: OwnFunction, asVersion: boolean | undefined) {
  const newest = own.versions.at(-1)
  if (!asVersion || !newest) return describeFunction({ own, version: own.latest })
  return describeFunction({ own, version: newest, qualifier: newest.version })
}
