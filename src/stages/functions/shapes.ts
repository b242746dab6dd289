import type { Member, Members } from '../../record/index.ts'
import { arnOf, type Resolved } from './own/registry.ts'

// Members that several operations share, and the answer that most of them give.

const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?'

/** For operations that change a function. */
export const functionName: Member = {
  type: 'string',
  required: true,
  min: 1,
  max: 140,
  // `u` knows no range from a class: the hyphen is escaped where AWS's table relies on that.
  pattern: NAME_PATTERN.replaceAll('0-9-_', '0-9\\-_'),
}
/** For those that read or invoke one. */
export const namespacedName: Member = {
  ...functionName,
  max: 256,
  pattern:
    '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9\\-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9\\-_]+))?',
}
export const qualifier: Member = {
  type: 'string',
  min: 1,
  max: 128,
  pattern: '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9\\-_$]+',
}
export const description: Member = { type: 'string', min: 0, max: 256 }
export const marker: Member = { type: 'string' }
export const maxItems: Member = { type: 'integer', min: 1, max: 10_000 }
export const revisionId: Member = { type: 'string' }
export const publishTo: Member = { type: 'string', refused: 'there are no capacity providers.' }
export const aliasName: Member = {
  type: 'string',
  required: true,
  min: 1,
  max: 128,
  pattern: '(?!^[0-9]+$)([a-zA-Z0-9\\-_]+)',
}
export const aliasVersion: Member = {
  type: 'string',
  min: 1,
  max: 1024,
  pattern: '(\\$LATEST(\\.PUBLISHED)?|[0-9]+)',
}
export const routingConfig: Member = {
  type: 'structure',
  members: {
    AdditionalVersionWeights: {
      type: 'map',
      key: { type: 'string', min: 1, max: 1024, pattern: '[0-9]+' },
      element: { type: 'number', min: 0, max: 1 },
    },
  },
}
export const resourceArn: Member = {
  type: 'string',
  required: true,
  min: 1,
  max: 256,
  pattern:
    'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9\\-_]+(:(\\$LATEST|[a-zA-Z0-9\\-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9\\-_]+)',
}

export const codeMembers: Members = {
  ZipFile: { type: 'blob' },
  S3Bucket: { type: 'string', min: 3, max: 63, pattern: '[0-9A-Za-z\\.\\-_]*(?<!\\.)' },
  S3Key: { type: 'string', min: 1, max: 1024 },
  S3ObjectVersion: { type: 'string', refused: 'objects have no versions here.' },
  S3ObjectStorageMode: { type: 'string', refused: 'code in a bucket is always copied.' },
  ImageUri: { type: 'string', refused: 'functions are not run from container images.' },
  SourceKMSKeyArn: { type: 'string', refused: 'there are no KMS keys.' },
}

const RUNTIMES =
  'nodejs|nodejs4.3|nodejs6.10|nodejs8.10|nodejs10.x|nodejs12.x|nodejs14.x|nodejs16.x|java8|java8.al2|java11|python2.7|python3.6|python3.7|python3.8|python3.9|dotnetcore1.0|dotnetcore2.0|dotnetcore2.1|dotnetcore3.1|dotnet6|dotnet8|nodejs4.3-edge|go1.x|ruby2.5|ruby2.7|provided|provided.al2|nodejs18.x|python3.10|java17|ruby3.2|ruby3.3|ruby3.4|python3.11|nodejs20.x|provided.al2023|python3.12|java21|python3.13|nodejs22.x|nodejs24.x|python3.14|java25|dotnet10|ruby4.0'

/** Of CreateFunction and UpdateFunctionConfiguration. Structures without members are looked at by own/unserved.ts. */
export const configurationMembers: Members = {
  Role: { type: 'string', pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_\\/]+' },
  Handler: { type: 'string', min: 0, max: 128, pattern: '[^\\s]+' },
  Description: description,
  Timeout: { type: 'integer', min: 1 },
  MemorySize: { type: 'integer', min: 128, max: 32_768 },
  Runtime: { type: 'string', values: RUNTIMES.split('|') },
  Environment: {
    type: 'structure',
    members: {
      Variables: {
        type: 'map',
        key: { type: 'string', pattern: '[a-zA-Z]([a-zA-Z0-9_])+' },
        element: { type: 'string' },
      },
    },
  },
  EphemeralStorage: {
    type: 'structure',
    members: { Size: { type: 'integer', required: true, min: 512, max: 10_240 } },
  },
  VpcConfig: {
    type: 'structure',
    members: {
      SubnetIds: { type: 'list', max: 16, element: { type: 'string' } },
      SecurityGroupIds: { type: 'list', max: 5, element: { type: 'string' } },
      Ipv6AllowedForDualStack: { type: 'boolean' },
    },
  },
  DeadLetterConfig: { type: 'structure', members: { TargetArn: { type: 'string' } } },
  KMSKeyArn: { type: 'string' },
  TracingConfig: {
    type: 'structure',
    members: { Mode: { type: 'string', values: ['Active', 'PassThrough'] } },
  },
  Layers: { type: 'list', element: { type: 'string' } },
  FileSystemConfigs: {
    type: 'list',
    max: 1,
    element: {
      type: 'structure',
      members: {
        Arn: { type: 'string', required: true },
        LocalMountPath: { type: 'string', required: true },
        S3FilesConfig: { type: 'structure', members: { DirectS3Read: { type: 'string' } } },
      },
    },
  },
  ImageConfig: { type: 'structure', refused: 'functions are not run from container images.' },
  SnapStart: {
    type: 'structure',
    members: { ApplyOn: { type: 'string', values: ['PublishedVersions', 'None'] } },
  },
  LoggingConfig: {
    type: 'structure',
    members: {
      LogFormat: { type: 'string', values: ['JSON', 'Text'] },
      ApplicationLogLevel: {
        type: 'string',
        values: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
      },
      SystemLogLevel: { type: 'string', values: ['DEBUG', 'INFO', 'WARN'] },
      LogGroup: { type: 'string', min: 1, max: 512, pattern: '[\\.\\-_\\/#A-Za-z0-9]+' },
    },
  },
  CapacityProviderConfig: { type: 'structure', refused: 'there are no capacity providers.' },
  DurableConfig: { type: 'structure', refused: 'executions are not durable here.' },
}

/** `2026-11-20T13:00:00.000+0000` */
export const lambdaTime = (millis: number) => new Date(millis).toISOString().replace('Z', '+0000')

/** FunctionConfiguration. */
export function describeFunction({ own, version, qualifier: asked }: Resolved) {
  const { variables } = version
  // A version tells its own number, whatever it was asked by.
  const shown = version.version === '$LATEST' ? asked : version.version
  return {
    FunctionName: own.name,
    FunctionArn: arnOf(own, asked === undefined ? undefined : shown),
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeBytes,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMegabytes,
    LastModified: lambdaTime(version.modified),
    CodeSha256: version.codeSha256,
    Version: version.version,
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: version.revision,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralMegabytes },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${own.name}` },
    ...(variables ? { Environment: { Variables: variables } } : {}),
  }
}

/** Of Put- and UpdateFunctionEventInvokeConfig. */
export const eventSettingsMembers: Members = {
  FunctionName: namespacedName,
  Qualifier: qualifier,
  MaximumRetryAttempts: { type: 'integer', min: 0, max: 2 },
  MaximumEventAgeInSeconds: { type: 'integer', min: 60, max: 21_600 },
  DestinationConfig: {
    type: 'structure',
    members: {
      OnSuccess: { type: 'structure', members: { Destination: { type: 'string', max: 350 } } },
      OnFailure: { type: 'structure', members: { Destination: { type: 'string', max: 350 } } },
    },
  },
}

/** Of Create- and UpdateEventSourceMapping. */
export const mappingMembers: Members = {
  Enabled: { type: 'boolean' },
  BatchSize: { type: 'integer', min: 1, max: 10_000 },
  FilterCriteria: {
    type: 'structure',
    members: {
      Filters: {
        type: 'list',
        element: { type: 'structure', members: { Pattern: { type: 'string', max: 4096 } } },
      },
    },
  },
  MaximumBatchingWindowInSeconds: { type: 'integer', min: 0, max: 300 },
  ParallelizationFactor: { type: 'integer', min: 1, max: 10 },
  DestinationConfig: {
    type: 'structure',
    members: {
      OnSuccess: { type: 'structure', members: { Destination: { type: 'string', max: 350 } } },
      OnFailure: { type: 'structure', members: { Destination: { type: 'string', max: 350 } } },
    },
  },
  MaximumRecordAgeInSeconds: { type: 'integer', min: -1, max: 604_800 },
  BisectBatchOnFunctionError: { type: 'boolean' },
  MaximumRetryAttempts: { type: 'integer', min: -1, max: 10_000 },
  TumblingWindowInSeconds: { type: 'integer', min: 0, max: 900 },
  FunctionResponseTypes: {
    type: 'list',
    max: 1,
    element: { type: 'string', values: ['ReportBatchItemFailures'] },
  },
  SourceAccessConfigurations: { type: 'list', refused: 'streams of Kinesis are the only sources.' },
  AmazonManagedKafkaEventSourceConfig: {
    type: 'structure',
    refused: 'streams of Kinesis are the only sources.',
  },
  SelfManagedKafkaEventSourceConfig: {
    type: 'structure',
    refused: 'streams of Kinesis are the only sources.',
  },
  ScalingConfig: { type: 'structure', refused: 'streams of Kinesis are the only sources.' },
  DocumentDBEventSourceConfig: { type: 'structure', refused: 'streams of Kinesis are the only sources.' },
  KMSKeyArn: { type: 'string' },
  MetricsConfig: { type: 'structure', refused: 'mappings have no metrics of their own.' },
  LoggingConfig: { type: 'structure', refused: 'mappings have no logs of their own.' },
  ProvisionedPollerConfig: { type: 'structure', refused: 'streams of Kinesis are the only sources.' },
}
