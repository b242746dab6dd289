import { paginateListStreamConsumers } from '@aws-sdk/client-kinesis'
import { expect, test } from 'vitest'
import { ACCOUNT, type Any, arnOf, broken, kinesisForTests, notNull } from './kinesis-control-world.ts'

const kinesis = kinesisForTests()
const { call, refusal, create, summaryOf } = kinesis

test('tags of streams', async () => {
  const StreamName = await create()
  const tags = async () => (await call('ListTagsForStream', { StreamName })).Tags
  const added = { a: 'a', 'ü0 _.': 'a', '/=+-@': 'a', b: 'ü0 _./=+-@', c: '', 'aws:x:y': 'z' }
  await call('AddTagsToStream', { StreamName, Tags: added })
  await call('AddTagsToStream', { StreamName, Tags: { a: 'b' } })
  expect(Object.fromEntries((await tags()).map(({ Key, Value }: Any) => [Key, Value]))).toEqual({
    ...added,
    a: 'b',
  })
  const page = await call('ListTagsForStream', { StreamName, Limit: 4 })
  expect([page.Tags.length, page.HasMoreTags]).toEqual([4, true])
  const rest = await call('ListTagsForStream', { StreamName, ExclusiveStartTagKey: page.Tags[3].Key })
  expect([rest.Tags.length, rest.HasMoreTags]).toEqual([2, false])
  await call('RemoveTagsFromStream', {
    StreamName,
    TagKeys: ['ü0 _.', '/=+-@', 'b', 'c', 'aws:x:y', 'never'],
  })
  expect(await tags()).toEqual([{ Key: 'a', Value: 'b' }])
  const invalid =
    'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.'
  const illegal = (doing: string) =>
    `Failed to ${doing} stream ${StreamName} under account ${ACCOUNT} because some tags contained illegal characters. ` +
    "The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'."
  for (const text of ['abc;def', 'abc\tdef', 'abc\ndef', 'abc,def']) {
    await refusal(
      'AddTagsToStream',
      { StreamName, Tags: { [text]: '1' } },
      'InvalidArgumentException',
      invalid,
    )
    await refusal('AddTagsToStream', { StreamName, Tags: { a: text } }, 'InvalidArgumentException', invalid)
    await refusal(
      'RemoveTagsFromStream',
      { StreamName, TagKeys: [text] },
      'InvalidArgumentException',
      invalid,
    )
  }
  await refusal(
    'AddTagsToStream',
    { StreamName, Tags: { 'a%b': '1' } },
    'InvalidArgumentException',
    illegal('add tags to'),
  )
  await refusal(
    'RemoveTagsFromStream',
    { StreamName, TagKeys: ['a%b'] },
    'InvalidArgumentException',
    illegal('remove tags from'),
  )
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`tag-${at}`, '']))
  await refusal(
    'AddTagsToStream',
    { StreamName, Tags: many },
    'InvalidArgumentException',
    /cannot have more than 50 tags/,
  )
  const long = 'a'.repeat(129)
  await refusal(
    'AddTagsToStream',
    { StreamName, Tags: { b: '1', [long]: '3' } },
    'ValidationException',
    broken(
      `Value '{b=1, ${long}=3}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must ` +
        'have length less than or equal to 128, Member must have length greater than or equal to 1]',
    ),
  )
  await refusal(
    'RemoveTagsFromStream',
    { StreamName, TagKeys: ['a', long] },
    'ValidationException',
    broken(
      `Value '[a, ${long}]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must ` +
        'have length less than or equal to 128, Member must have length greater than or equal to 1]',
    ),
  )
  await refusal('AddTagsToStream', {}, 'ValidationException', broken(notNull('tags'), notNull('streamName')))
})

test('tags and policies of streams and consumers as resources', async () => {
  const StreamName = await create()
  const StreamARN = arnOf(StreamName)
  const { Consumer } = await call('RegisterStreamConsumer', {
    StreamARN,
    ConsumerName: 'c',
    Tags: { born: 'with' },
  })
  for (const ResourceARN of [StreamARN, Consumer.ConsumerARN]) {
    await call('TagResource', { ResourceARN, Tags: { a: '1', b: '2' } })
    await call('UntagResource', { ResourceARN, TagKeys: ['a', 'born'] })
    expect((await call('ListTagsForResource', { ResourceARN })).Tags).toEqual([{ Key: 'b', Value: '2' }])
    expect(await call('GetResourcePolicy', { ResourceARN })).toMatchObject({ Policy: '{}' })
    const none = `No resource policy found for resource ARN ${ResourceARN}.`
    await refusal('DeleteResourcePolicy', { ResourceARN }, 'ResourceNotFoundException', none)
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    await call('PutResourcePolicy', { ResourceARN, Policy })
    expect(await call('GetResourcePolicy', { ResourceARN })).toMatchObject({ Policy })
    await call('TagResource', { ResourceARN, Tags: { c: '' } })
    await call('DeleteResourcePolicy', { ResourceARN })
    expect(await call('GetResourcePolicy', { ResourceARN })).toMatchObject({ Policy: '{}' })
    expect((await call('ListTagsForResource', { ResourceARN })).Tags).toHaveLength(2)
    await refusal('PutResourcePolicy', { ResourceARN, Policy: '{' }, 'InvalidArgumentException', /not JSON/)
    await refusal(
      'PutResourcePolicy',
      { ResourceARN, Policy: '[]' },
      'InvalidArgumentException',
      /no Statement/,
    )
  }
  const unknown = arnOf('nope')
  for (const action of ['GetResourcePolicy', 'DeleteResourcePolicy', 'ListTagsForResource'] as const) {
    await refusal(
      action,
      { ResourceARN: unknown },
      'ResourceNotFoundException',
      `Stream ${unknown} under account ${ACCOUNT} not found.`,
    )
  }
  await refusal(
    'GetResourcePolicy',
    { ResourceARN: `${StreamARN}/what` },
    'InvalidArgumentException',
    /is not the ARN/,
  )
  await refusal(
    'GetResourcePolicy',
    { ResourceARN: 'x' },
    'ValidationException',
    broken(
      "Value 'x' at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+",
    ),
  )
})

test('a name is a name, whatever it means to JavaScript', async () => {
  const StreamName = await create()
  const StreamARN = arnOf(StreamName)
  for (const ConsumerName of ['constructor', '__proto__', 'toString']) {
    const address = { StreamARN, ConsumerName }
    await refusal('DescribeStreamConsumer', address, 'ResourceNotFoundException', /not found/)
    await call('RegisterStreamConsumer', address)
    expect((await call('DescribeStreamConsumer', address)).ConsumerDescription).toMatchObject({
      ConsumerName,
    })
    await call('TagResource', { ResourceARN: StreamARN, Tags: { [ConsumerName]: 'x' } })
  }
  expect((await call('ListStreamConsumers', { StreamARN })).Consumers).toHaveLength(3)
  expect((await call('ListTagsForStream', { StreamName })).Tags).toHaveLength(3)
  await refusal('DescribeStream', { StreamName: 'constructor' }, 'ResourceNotFoundException', /not found/)
})

test('registered consumers', async () => {
  const StreamName = await create()
  const StreamARN = arnOf(StreamName)
  const { Consumer } = await call('RegisterStreamConsumer', { StreamARN, ConsumerName: 'fan' })
  expect(Consumer).toMatchObject({ ConsumerName: 'fan', ConsumerStatus: 'CREATING' })
  const seconds = Math.floor(+Consumer.ConsumerCreationTimestamp / 1000)
  expect(Consumer.ConsumerARN).toBe(`${StreamARN}/consumer/fan:${seconds}`)
  const { ConsumerARN } = Consumer
  const expected = { ...Consumer, ConsumerStatus: 'ACTIVE' }
  for (const address of [
    { ConsumerARN },
    { StreamARN, ConsumerName: 'fan' },
    { StreamARN, ConsumerName: 'fan', ConsumerARN },
  ]) {
    const { ConsumerDescription } = await call('DescribeStreamConsumer', address)
    expect(ConsumerDescription).toEqual({ ...expected, StreamARN })
  }
  await refusal(
    'RegisterStreamConsumer',
    { StreamARN, ConsumerName: 'fan' },
    'ResourceInUseException',
    /already exists/,
  )
  for (let at = 1; at < 20; at++) await call('RegisterStreamConsumer', { StreamARN, ConsumerName: `c${at}` })
  await refusal(
    'RegisterStreamConsumer',
    { StreamARN, ConsumerName: 'more' },
    'LimitExceededException',
    /20 registered/,
  )
  expect(await summaryOf(StreamName)).toMatchObject({ ConsumerCount: 20 })
  const names: string[] = []
  for await (const page of paginateListStreamConsumers(
    { client: kinesis.client, pageSize: 7 },
    { StreamARN },
  )) {
    names.push(...(page.Consumers ?? []).map(({ ConsumerName }) => ConsumerName as string))
  }
  expect(names).toHaveLength(20)
  expect(new Set(names).size).toBe(20)
  const other = ConsumerARN.replace(/\d+$/, '1')
  await refusal(
    'DescribeStreamConsumer',
    { ConsumerARN: other },
    'ResourceNotFoundException',
    `Consumer ${other}, account ${ACCOUNT} not found.`,
  )
  await refusal(
    'DescribeStreamConsumer',
    { StreamARN, ConsumerName: 'nope' },
    'ResourceNotFoundException',
    `Consumer nope, account ${ACCOUNT} not found.`,
  )
  await refusal('DescribeStreamConsumer', { StreamARN }, 'InvalidArgumentException', /must be provided/)
  await refusal(
    'DescribeStreamConsumer',
    { ConsumerARN, ConsumerName: 'c1' },
    'InvalidArgumentException',
    /name another/,
  )
  await refusal('DeleteStream', { StreamName }, 'ResourceInUseException', /20 registered consumers/)
  await call('DeregisterStreamConsumer', { ConsumerARN })
  await call('DeregisterStreamConsumer', { StreamARN, ConsumerName: 'c1' })
  await refusal('DeregisterStreamConsumer', { ConsumerARN }, 'ResourceNotFoundException', /not found/)
  expect(await summaryOf(StreamName)).toMatchObject({ ConsumerCount: 18 })
  await call('DeleteStream', { StreamName, EnforceConsumerDeletion: true })
  await refusal('ListStreamConsumers', { StreamARN }, 'ResourceNotFoundException', /not found/)
})
