import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { published } from '../own/published.ts'
import { resolve } from '../own/registry.ts'
import { description, functionName, publishTo, revisionId } from '../shapes.ts'
import { show } from './update-function-code.ts'

interface Input {
  readonly FunctionName: string
  readonly CodeSha256?: string
  readonly Description?: string
  readonly RevisionId?: string
}

/** Keeps code and configuration as they are now under the next number; answers the newest where nothing changed. */
export const publishVersion = (lambda: Lambda): Operation<Input> => ({
  name: 'PublishVersion',
  members: {
    FunctionName: functionName,
    CodeSha256: { type: 'string' },
    Description: description,
    RevisionId: revisionId,
    PublishTo: publishTo,
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const after = await lambda.update(own.name, own.arn, (before) => {
      const { latest } = before
      if (input.RevisionId && input.RevisionId !== latest.revision) throw errors.wrongRevision()
      if (input.CodeSha256 && input.CodeSha256 !== latest.codeSha256) {
        throw errors.otherCode(input.CodeSha256, latest.codeSha256)
      }
      return published(before, lambda, input.Description)
    })
    return show(after, true)
  },
})
