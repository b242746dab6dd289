// Three operations of the SDK's @aws-sdk/client-s3-control, in the form of the SDK's schemas, so that nobody installs it
// for them: [kind, namespace, name, traits, …]; 9 is an operation, 3 a structure, 1 a list.

const NAMESPACE = 'com.amazonaws.s3control'
const HEADER = { httpHeader: 'x-amz-account-id' }
const LABEL = { httpLabel: 1 }
const PATH = '/v20180820/tags/{ResourceArn+}'
const TEXT = 0

const tag = [3, NAMESPACE, 'Tag', 0, ['Key', 'Value'], [TEXT, TEXT], 2]
const tagList = [1, NAMESPACE, 'S3TagList', 0, [() => tag, { xmlName: 'Tag' }]]
const keyList = [1, NAMESPACE, 'TagKeyList', 0, TEXT]
const resource = [
  [TEXT, HEADER],
  [TEXT, LABEL],
]

const listInput = [
  ...[3, NAMESPACE, 'ListTagsForResourceRequest', 0],
  ...[['AccountId', 'ResourceArn'], resource, 2],
]
const listOutput = [3, NAMESPACE, 'ListTagsForResourceResult', 0, ['Tags'], [[() => tagList, 0]]]
const tagInput = [
  ...[3, NAMESPACE, 'TagResourceRequest', 0],
  ...[['AccountId', 'ResourceArn', 'Tags'], [...resource, [() => tagList, 0]], 3],
]
const tagOutput = [3, NAMESPACE, 'TagResourceResult', 0, [], []]
const untagInput = [
  ...[3, NAMESPACE, 'UntagResourceRequest', 0],
  ...[['AccountId', 'ResourceArn', 'TagKeys'], [...resource, [() => keyList, { httpQuery: 'tagKeys' }]], 3],
]
const untagOutput = [3, NAMESPACE, 'UntagResourceResult', 0, [], []]

export const controlSchemas = {
  ListTagsForResource$: operation('ListTagsForResource', 'GET', 200, listInput, listOutput),
  TagResource$: operation('TagResource', 'POST', 204, tagInput, tagOutput),
  UntagResource$: operation('UntagResource', 'DELETE', 204, untagInput, untagOutput),
}

function operation(name: string, method: string, status: number, input: unknown, output: unknown) {
  return [9, NAMESPACE, name, { http: [method, PATH, status] }, () => input, () => output]
}
