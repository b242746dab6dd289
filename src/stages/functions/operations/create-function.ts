import type { Caller, Operation } from '../../../record/index.ts'
import { readFunctionName } from '../core/function-name.ts'
import { errors } from '../errors.ts'
import type { CodeInput } from '../own/code.ts'
import { LATEST, type OwnFunction, type Version } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { published } from '../own/published.ts'
import { arnFor } from '../own/registry.ts'
import { type ConfigurationInput, readConfiguration } from '../own/settings.ts'
import { checkTags } from '../own/tags.ts'
import { codeMembers, configurationMembers, describeFunction, functionName, publishTo } from '../shapes.ts'

interface Input extends ConfigurationInput {
  readonly FunctionName: string
  readonly Role: string
  readonly Code: CodeInput
  readonly Publish?: boolean
  readonly PackageType?: 'Zip' | 'Image'
  readonly Tags?: Readonly<Record<string, string>>
  readonly Architectures?: readonly string[]
  readonly CodeSigningConfigArn?: string
}

/** Makes a function from a zip file, given or in a bucket. It can be invoked when this is answered. */
export const createFunction = (lambda: Lambda): Operation<Input> => ({
  name: 'CreateFunction',
  members: {
    ...configurationMembers,
    FunctionName: functionName,
    Role: { ...configurationMembers.Role, required: true },
    Code: { type: 'structure', required: true, members: codeMembers },
    Publish: { type: 'boolean' },
    PackageType: { type: 'string', values: ['Zip', 'Image'] },
    Tags: { type: 'map', key: { type: 'string' }, element: { type: 'string' } },
    CodeSigningConfigArn: { type: 'string', refused: 'code is not signed here.' },
    Architectures: {
      type: 'list',
      min: 1,
      max: 1,
      element: { type: 'string', values: ['x86_64', 'arm64'] },
    },
    PublishTo: publishTo,
    TenancyConfig: { type: 'structure', refused: 'there are no tenants.' },
  },
  async run(input, caller) {
    const named = readFunctionName(input.FunctionName)
    if (!named || named.qualifier !== undefined) throw errors.badName(input.FunctionName)
    const { name } = named
    if (input.PackageType === 'Image') {
      throw errors.notServed('PackageType Image', 'functions are not run from container images.')
    }
    refuseTaken(lambda, name)
    const tags = checkTags(input.Tags ?? {})
    const configuration = readConfiguration(input, name)
    return lambda.code.keep(input.Code, async ({ sha256, bytes }) => {
      const own = await lambda.registry.change(name, () => {
        refuseTaken(lambda, name)
        const version: Version = {
          ...configuration,
          version: LATEST,
          architecture: input.Architectures?.[0] ?? 'x86_64',
          codeSha256: sha256,
          codeBytes: bytes,
          modified: lambda.now(),
          revision: lambda.uuid(),
        }
        const fresh = freshFunction(name, caller, version, tags)
        return input.Publish ? published(fresh, lambda) : fresh
      })
      const version = input.Publish ? own.versions[0] : own.latest
      return describeFunction({ own, version, ...(input.Publish ? { qualifier: version.version } : {}) })
    })
  },
})

function refuseTaken({ registry, builtIns }: Lambda, name: string) {
  if (builtIns.some((one) => one.FunctionName === name)) throw errors.builtIn(name)
  if (registry.get(name)) throw errors.exists(name)
}

function freshFunction(
  name: string,
  caller: Caller,
  latest: Version,
  tags: Readonly<Record<string, string>>,
): OwnFunction {
  const { account, region } = caller
  const arn = arnFor(caller, name)
  return {
    ...{ name, arn, account, region, latest, tags },
    versions: [],
    lastVersion: 0,
    aliases: [],
    policies: {},
  }
}
