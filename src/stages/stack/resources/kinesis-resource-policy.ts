import type { ResourceContext, ResourceType } from './resource-type.ts'

/** AWS::Kinesis::ResourcePolicy → kinesis:PutResourcePolicy. */
export const kinesisResourcePolicy: ResourceType = {
  type: 'AWS::Kinesis::ResourcePolicy',
  properties: { ResourceArn: true, ResourcePolicy: true },
  required: ['ResourceArn', 'ResourcePolicy'],
  mutable: ['ResourcePolicy'],
  name: ({ ResourceArn }) => String(ResourceArn),
  create: put,
  update: put,
  describe: ({ name }) => ({ ref: name, attributes: {} }),
}

async function put({ dispatch, caller, name, properties: { ResourcePolicy } }: ResourceContext) {
  const Policy = JSON.stringify(ResourcePolicy)
  await dispatch('kinesis', 'PutResourcePolicy', { ResourceARN: name, Policy }, caller)
}
