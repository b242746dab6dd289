import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arn, openLambda, REGION, ROLE, refusal, zip } from './lambda-world.ts'

/** The control operations with the official client. */

let lambda: Awaited<ReturnType<typeof openLambda>>
beforeAll(async () => {
  lambda = await openLambda()
})
afterAll(() => lambda.close())

const answers = (value: unknown) => ({
  'index.mjs': `export const handler = async () => (${JSON.stringify(value)})`,
})
const send = (...all: Parameters<typeof lambda.send>) => lambda.send(...all)
const FunctionName = 'f'

describe('CreateFunction', () => {
  test('answers the configuration, ready to be invoked', async () => {
    const files = answers('hello')
    const made = await lambda.create('first', files, {
      Tags: { a: '1' },
      Environment: { Variables: { AB: 'c' } },
    })
    const code = zip(files)
    const expected = {
      FunctionName: 'first',
      FunctionArn: arn('first'),
      Runtime: 'nodejs20.x',
      Role: ROLE,
      Handler: 'index.handler',
      CodeSize: expect.any(Number),
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.stringMatching(/^[\da-f-]{36}$/),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/first' },
      Environment: { Variables: { AB: 'c' } },
    }
    const { $metadata, ...told } = made
    expect($metadata.httpStatusCode).toBe(201)
    expect(told).toEqual(expected)
    const { client } = lambda.life()
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 5 }, { FunctionName: 'first' })
    const { Configuration, Code, Tags } = await send(new GetFunctionCommand({ FunctionName: arn('first') }))
    expect([Configuration, Tags]).toEqual([told, { a: '1' }])
    const kept = readFileSync(new URL(Code.Location))
    expect(createHash('sha256').update(kept).digest('base64')).toBe(made.CodeSha256)
    expect(kept.length).toBe(made.CodeSize)
    expect(code.length).toBe(made.CodeSize)
    expect((await lambda.invoke('first', {})).payload).toBe('hello')
  })

  test('code from a bucket; a version at once', async () => {
    lambda.objects.set('codes/one.zip', zip(answers('from a bucket')))
    const Code = { S3Bucket: 'codes', S3Key: 'one.zip' }
    const made = await lambda.create('bucketed', {}, { Code, Publish: true, Architectures: ['arm64'] })
    expect(made).toMatchObject({ Version: '1', FunctionArn: arn('bucketed:1'), Architectures: ['arm64'] })
    expect((await lambda.invoke('bucketed:1', {})).payload).toBe('from a bucket')
    expect(await refusal(lambda.create('x', {}, { Code: { ...Code, S3Key: 'two.zip' } }))).toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('S3 Error Code: NoSuchKey'),
    })
  })

  test.each([
    ['a second of the name', { FunctionName: 'first' }, 409, 'Function already exist: first'],
    ['a built-in name', { FunctionName: 'tailrace-enrich' }, 409, /is built in/],
    [
      'a bad name',
      { FunctionName: 'a b' },
      400,
      /^1 validation error detected: Value 'a b' at 'functionName' failed/,
    ],
    ['a bad role', { Role: 'me' }, 400, /at 'role' failed to satisfy constraint/],
    ['no code', { Code: {} }, 400, 'Please provide a source for function code.'],
    ['no zip', { Code: { ZipFile: Buffer.from('PK no') } }, 400, /^Could not unzip uploaded file/],
    ['an empty zip', { Code: { ZipFile: zip({}) } }, 400, 'Uploaded file must be a non-empty zip'],
    [
      'a way out',
      { Code: { ZipFile: zip({ '../../x': '' }) } },
      400,
      /outside of its folder: \.\.\/\.\.\/x$/,
    ],
    ['an absolute path', { Code: { ZipFile: zip({ '/etc/x': '' }) } }, 400, /outside of its folder/],
    ['an image', { PackageType: 'Image' }, 400, /container images/],
    ['an image of code', { Code: { ImageUri: 'x' } }, 400, /container images/],
    ['no handler', { Handler: undefined }, 400, /^Runtime and Handler are mandatory/],
    ['Java', { Runtime: 'java21' }, 400, /^The runtime java21 is not served here: there are nodejs20\.x/],
    [
      'an unknown runtime',
      { Runtime: 'cobol' },
      400,
      /Value 'cobol' at 'runtime' failed to satisfy constraint: Member must satisfy enum value set/,
    ],
    [
      '901 seconds',
      { Timeout: 901 },
      400,
      /Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900$/,
    ],
    [
      'little memory',
      { MemorySize: 64 },
      400,
      /Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128$/,
    ],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      400,
      /Reserved keys used in this request: AWS_REGION$/,
    ],
    [
      'much environment',
      { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
      400,
      /exceeded the 4KB limit/,
    ],
    [
      'a bad variable',
      { Environment: { Variables: { '1x': 'y' } } },
      400,
      /^1 validation error detected: Value '\{.*' at 'environment.variables' failed/,
    ],
    [
      'layers',
      { Layers: ['arn:aws:lambda:eu-west-1:000000000000:layer:l:1'] },
      400,
      /^Layers is not served here/,
    ],
    ['tracing', { TracingConfig: { Mode: 'Active' } }, 400, /X-Ray/],
    ['a network', { VpcConfig: { SubnetIds: ['s'] } }, 400, /^VpcConfig is not served/],
    ['tags of AWS', { Tags: { 'aws:x': 'y' } }, 400, /do not begin with aws:/],
  ])('refuses %s', async (_, input, status, message) => {
    const refused = await refusal(lambda.create('x', answers(1), input as object))
    expect([refused.status, refused.message]).toEqual([
      status,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
    expect(await refusal(send(new GetFunctionCommand({ FunctionName: 'x' })))).toMatchObject({ status: 404 })
  })

  test('takes what tools send though it means nothing here', async () => {
    await lambda.create('neutral', answers('neutral'), {
      Layers: [],
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'Text' },
      SnapStart: { ApplyOn: 'None' },
      EphemeralStorage: { Size: 1024 },
    })
    expect(await send(new GetFunctionConfigurationCommand({ FunctionName: 'neutral' }))).toMatchObject({
      EphemeralStorage: { Size: 1024 },
    })
  })
})

describe('versions and aliases', () => {
  beforeAll(() => lambda.create(FunctionName, answers(1)))

  test('a version stays what it was; the same is not published twice', async () => {
    const one = await send(new PublishVersionCommand({ FunctionName, Description: 'first' }))
    expect(one).toMatchObject({ Version: '1', FunctionArn: arn('f:1'), Description: 'first' })
    expect(await send(new PublishVersionCommand({ FunctionName }))).toMatchObject({ Version: '1' })
    const updated = await send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip(answers(2)) }))
    expect(updated).toMatchObject({ Version: '$LATEST', FunctionArn: arn('f') })
    expect(updated.CodeSha256).not.toBe(one.CodeSha256)
    const configured = await send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Timeout: 9,
        Environment: { Variables: { XY: '1' } },
      }),
    )
    expect(configured).toMatchObject({
      Timeout: 9,
      Handler: 'index.handler',
      Environment: { Variables: { XY: '1' } },
    })
    const cleared = await send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: {} } }),
    )
    expect(cleared.Environment).toBeUndefined()
    const two = await send(new PublishVersionCommand({ FunctionName, CodeSha256: updated.CodeSha256 }))
    expect(two).toMatchObject({ Version: '2', Timeout: 9 })
    expect(
      await refusal(send(new PublishVersionCommand({ FunctionName, CodeSha256: one.CodeSha256 }))),
    ).toMatchObject({
      message: expect.stringMatching(/^CodeSHA256 \(.*\) is different from current CodeSHA256 in \$LATEST/),
    })
    const { Versions } = await send(new ListVersionsByFunctionCommand({ FunctionName }))
    expect(Versions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn)).toEqual([
      arn('f:$LATEST'),
      arn('f:1'),
      arn('f:2'),
    ])
    const results = await Promise.all(
      ['f', 'f:1', 'f:2', arn('f:$LATEST'), `000000000000:f:1`, `function:f`].map((name) =>
        lambda.invoke(name, {}),
      ),
    )
    expect(results.map(({ payload, answer }) => [payload, answer.ExecutedVersion])).toEqual([
      [2, '$LATEST'],
      [1, '1'],
      [2, '2'],
      [2, '$LATEST'],
      [1, '1'],
      [2, '$LATEST'],
    ])
  })

  test('a change that was made for another revision is refused', async () => {
    const change = new UpdateFunctionConfigurationCommand({
      FunctionName,
      MemorySize: 256,
      RevisionId: 'other',
    })
    expect(await refusal(send(change))).toMatchObject({ name: 'PreconditionFailedException', status: 412 })
    const { RevisionId } = await send(new GetFunctionConfigurationCommand({ FunctionName }))
    const dry = new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: zip(answers(3)),
      DryRun: true,
      RevisionId,
    })
    await send(dry)
    expect((await lambda.invoke('f', {})).payload).toBe(2)
  })

  test('aliases, with shares', async () => {
    const made = await send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
    expect(made).toMatchObject({
      AliasArn: arn('f:live'),
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
    })
    expect(await lambda.invoke('f', {}, { Qualifier: 'live' })).toMatchObject({ payload: 1 })
    const share = { AdditionalVersionWeights: { 2: 1 } }
    const updated = await send(new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig: share }))
    expect(updated).toMatchObject({ RoutingConfig: share, FunctionVersion: '1' })
    expect(await lambda.invoke('f:live', {})).toMatchObject({ payload: 2, answer: { ExecutedVersion: '2' } })
    await send(new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig: {}, Description: 'x' }))
    const { $metadata: _, ...alias } = await send(new GetAliasCommand({ FunctionName, Name: 'live' }))
    expect(alias).toEqual({ ...made, $metadata: undefined, Description: 'x', RevisionId: alias.RevisionId })
    await send(new CreateAliasCommand({ FunctionName, Name: 'beta', FunctionVersion: '$LATEST' }))
    const list = async (input = {}) =>
      (await send(new ListAliasesCommand({ FunctionName, ...input }))).Aliases.map(
        ({ Name }: { Name: string }) => Name,
      )
    expect([await list(), await list({ FunctionVersion: '1' })]).toEqual([['beta', 'live'], ['live']])
  })

  test.each([
    [
      new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }),
      409,
      `Alias already exists: ${arn('f:live')}`,
    ],
    [
      new CreateAliasCommand({ FunctionName, Name: 'other', FunctionVersion: '9' }),
      404,
      `Function not found: ${arn('f:9')}`,
    ],
    [
      new CreateAliasCommand({ FunctionName, Name: '12', FunctionVersion: '1' }),
      400,
      /at 'name' failed to satisfy/,
    ],
    [new GetAliasCommand({ FunctionName, Name: 'none' }), 404, `Cannot find alias arn: ${arn('f:none')}`],
    [
      new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }),
      409,
      /currently associated with alias live/,
    ],
    [
      new DeleteFunctionCommand({ FunctionName, Qualifier: '$LATEST' }),
      400,
      /^\$LATEST version cannot be deleted/,
    ],
    [new GetFunctionCommand({ FunctionName: 'f:1', Qualifier: '2' }), 400, /derived qualifier/],
    [
      new UpdateAliasCommand({
        FunctionName,
        Name: 'live',
        RoutingConfig: { AdditionalVersionWeights: { 2: 2 } },
      }),
      400,
      /validation error/,
    ],
    [
      new UpdateAliasCommand({
        FunctionName,
        Name: 'beta',
        RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
      }),
      400,
      /\$LATEST is not supported/,
    ],
  ])('refuses %#', async (command, status, message) => {
    const refused = await refusal(send(command))
    expect([refused.status, refused.message]).toEqual([
      status,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
  })

  test('what is removed is gone; its code too when nothing else has it', async () => {
    await send(new DeleteAliasCommand({ FunctionName, Name: 'live' }))
    await send(new DeleteAliasCommand({ FunctionName, Name: 'live' }))
    const { CodeSha256 } = await send(new GetFunctionConfigurationCommand({ FunctionName: 'f:1' }))
    const kept = `${lambda.folder}/code/${Buffer.from(CodeSha256, 'base64').toString('hex')}`
    expect(existsSync(kept)).toBe(true)
    const { $metadata } = await send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
    expect($metadata.httpStatusCode).toBe(204)
    expect(existsSync(kept)).toBe(false)
    expect(await refusal(lambda.invoke('f:1', {}))).toMatchObject({ name: 'ResourceNotFoundException' })
    expect((await lambda.invoke('f:2', {})).payload).toBe(2)
    await send(new PublishVersionCommand({ FunctionName }))
    await send(new DeleteFunctionCommand({ FunctionName }))
    expect(await refusal(send(new DeleteFunctionCommand({ FunctionName })))).toMatchObject({ status: 404 })
    await lambda.create(FunctionName, answers('anew'), { Publish: true })
    expect((await lambda.invoke('f:1', {})).payload).toBe('anew')
  })
})

test('functions are listed by name, page by page, built-in ones among them', async () => {
  const names: string[] = []
  let Marker: string | undefined
  do {
    const page = await send(new ListFunctionsCommand({ MaxItems: 2, Marker }))
    expect(page.Functions.length).toBeLessThanOrEqual(2)
    names.push(...page.Functions.map((each: { FunctionName: string }) => each.FunctionName))
    Marker = page.NextMarker
  } while (Marker)
  expect(names).toEqual(['bucketed', 'f', 'first', 'neutral', 'tailrace-enrich'])
  const all = await send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }))
  expect(all.Functions.map((each: { FunctionArn: string }) => each.FunctionArn).slice(0, 2)).toEqual([
    arn('bucketed:$LATEST'),
    arn('bucketed:1'),
  ])
  expect(await refusal(send(new ListFunctionsCommand({ Marker: '!' })))).toMatchObject({ status: 400 })
  const { AccountUsage, AccountLimit } = await send(new GetAccountSettingsCommand({}))
  expect([AccountUsage.FunctionCount, AccountLimit.ConcurrentExecutions]).toEqual([5, 1000])
})

test('tags', async () => {
  const Resource = arn('first')
  await send(new TagResourceCommand({ Resource, Tags: { b: '2', c: '3' } }))
  await send(new UntagResourceCommand({ Resource, TagKeys: ['a', 'c'] }))
  expect((await send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: '2' })
  expect(await refusal(send(new ListTagsCommand({ Resource: `${Resource}:1` })))).toMatchObject({
    status: 404,
  })
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v']))
  expect(await refusal(send(new TagResourceCommand({ Resource, Tags: many })))).toMatchObject({ status: 400 })
})

test('permissions are kept and told', async () => {
  const statement = {
    FunctionName: 'first',
    StatementId: 'a',
    Action: 'lambda:InvokeFunction',
    Principal: 'firehose.amazonaws.com',
    SourceArn: `arn:aws:firehose:${REGION}:000000000000:deliverystream/d`,
  }
  const { Statement } = await send(new AddPermissionCommand(statement))
  expect(JSON.parse(Statement)).toEqual({
    ...{ Sid: 'a', Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' } },
    ...{ Action: 'lambda:InvokeFunction', Resource: arn('first') },
    Condition: { ArnLike: { 'AWS:SourceArn': statement.SourceArn } },
  })
  expect(await refusal(send(new AddPermissionCommand(statement)))).toMatchObject({
    ...{ name: 'ResourceConflictException', status: 409 },
    message: expect.stringMatching(/^The statement id \(a\) provided already exists/),
  })
  const policy = JSON.parse((await send(new GetPolicyCommand({ FunctionName: 'first' }))).Policy)
  expect(policy).toMatchObject({ Version: '2012-10-17', Id: 'default', Statement: [{ Sid: 'a' }] })
  await send(new RemovePermissionCommand({ FunctionName: 'first', StatementId: 'a' }))
  expect(
    await refusal(send(new RemovePermissionCommand({ FunctionName: 'first', StatementId: 'a' }))),
  ).toEqual({
    name: 'ResourceNotFoundException',
    message: 'Statement a is not found in resource policy.',
    status: 404,
  })
  expect(await refusal(send(new GetPolicyCommand({ FunctionName: 'first' })))).toMatchObject({
    message: 'The resource you requested does not exist.',
  })
})

test('a reserved concurrency is the limit; 0 is none', async () => {
  await lambda.create('slow', {
    'index.mjs': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, 1))',
  })
  const reserve = (count: number) =>
    send(new PutFunctionConcurrencyCommand({ FunctionName: 'slow', ReservedConcurrentExecutions: count }))
  expect(await reserve(1)).toMatchObject({ ReservedConcurrentExecutions: 1 })
  expect((await send(new GetFunctionCommand({ FunctionName: 'slow' }))).Concurrency).toEqual({
    ReservedConcurrentExecutions: 1,
  })
  const [first, second] = [lambda.invoke('slow', {}), lambda.invoke('slow', {})]
  const refused = [first, second].map((each) => refusal(each).catch(() => undefined))
  expect((await Promise.all(refused)).filter(Boolean)).toEqual([
    { name: 'TooManyRequestsException', message: 'Rate Exceeded.', status: 429 },
  ])
  await reserve(0)
  expect(await refusal(lambda.invoke('slow', {}))).toMatchObject({ status: 429 })
  expect(await refusal(reserve(901))).toMatchObject({ name: 'InvalidParameterValueException' })
  await send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'slow' }))
  const { ReservedConcurrentExecutions } = await send(
    new GetFunctionConcurrencyCommand({ FunctionName: 'slow' }),
  )
  expect(ReservedConcurrentExecutions).toBeUndefined()
  // Without one they wait their turn.
  const many = await Promise.all(Array.from({ length: 9 }, () => lambda.invoke('slow', {})))
  expect(many.map(({ payload }) => payload)).toEqual(many.map(() => 1))
  const most = Object.values(lambda.life().engine.processes())
  expect(Math.max(...most)).toBeLessThanOrEqual(4)
})

test('what becomes of failed events', async () => {
  const FunctionName = 'first'
  const put = await send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }))
  expect(put).toMatchObject({ FunctionArn: arn('first:$LATEST'), MaximumRetryAttempts: 0 })
  expect(put.LastModified).toBeInstanceOf(Date)
  await send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }))
  expect(await send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).toMatchObject({
    ...{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
  })
  const { FunctionEventInvokeConfigs } = await send(
    new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
  )
  expect(FunctionEventInvokeConfigs.length).toBe(1)
  const onFailure = {
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:000000000000:q' } },
  }
  expect(
    await refusal(send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...onFailure }))),
  ).toMatchObject({
    message: expect.stringMatching(/^DestinationConfig is not served/),
  })
  await send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }))
  expect(await refusal(send(new GetFunctionEventInvokeConfigCommand({ FunctionName })))).toMatchObject({
    status: 404,
  })
})

test('what is refused says so by name; tools that ask for signing are told that there is none', async () => {
  const mapping = new CreateEventSourceMappingCommand({
    StartingPosition: 'LATEST',
    FunctionName,
    EventSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:q',
  })
  expect((await refusal(send(mapping))).message).toMatch(/streams of Kinesis are the only sources/)
  const signing = await send(new GetFunctionCodeSigningConfigCommand({ FunctionName }))
  expect([signing.FunctionName, signing.CodeSigningConfigArn]).toEqual([FunctionName, undefined])
})

test('invocations are counted as CloudWatch shows them', async () => {
  lambda.meter.drain(Date.now(), true)
  await lambda.create('counted', {
    'index.mjs': 'export const handler = async ({ bad }) => { if (bad) throw 1 }',
  })
  await lambda.invoke('counted', {})
  await lambda.invoke('counted', { bad: true })
  await send(new PutFunctionConcurrencyCommand({ FunctionName: 'counted', ReservedConcurrentExecutions: 0 }))
  await refusal(lambda.invoke('counted', {}))
  const sums = new Map<string, number>()
  for (const { namespace, name, dimensions, statistic } of lambda.meter.drain(Date.now(), true)) {
    expect([namespace, dimensions]).toEqual(['AWS/Lambda', { FunctionName: 'counted' }])
    sums.set(name, (sums.get(name) ?? 0) + statistic.sum)
  }
  expect(Object.fromEntries(sums)).toEqual({
    ...{ Invocations: 2, Errors: 1, Throttles: 1, ConcurrentExecutions: 3, Duration: expect.any(Number) },
  })
})

test('all is there after a restart; code that no function has is swept', async () => {
  await lambda.restart()
  expect((await lambda.invoke('f:1', {})).payload).toBe('anew')
  expect((await send(new ListTagsCommand({ Resource: arn('first') }))).Tags).toEqual({ b: '2' })
  const folders = readdirSync(`${lambda.folder}/code`).filter((name) => !name.includes('.'))
  const { Functions } = await send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }))
  const used = new Set(Functions.flatMap(({ CodeSha256 }: { CodeSha256?: string }) => CodeSha256 ?? []))
  expect(folders.length).toBe(used.size)
})
