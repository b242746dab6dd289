import { errors } from '../errors.ts'

/** Configuration that Lambda has and we do not: its neutral values are taken, as tools send them; others are refused. */
export interface UnservedInput {
  readonly VpcConfig?: {
    readonly SubnetIds?: readonly string[]
    readonly SecurityGroupIds?: readonly string[]
  }
  readonly DeadLetterConfig?: { readonly TargetArn?: string }
  readonly KMSKeyArn?: string
  readonly TracingConfig?: { readonly Mode?: string }
  readonly Layers?: readonly string[]
  readonly FileSystemConfigs?: readonly unknown[]
  readonly SnapStart?: { readonly ApplyOn?: string }
  readonly LoggingConfig?: {
    readonly LogFormat?: string
    readonly LogGroup?: string
    readonly ApplicationLogLevel?: string
    readonly SystemLogLevel?: string
  }
}

export function refuseUnserved(input: UnservedInput, name: string): void {
  const { VpcConfig: vpc, LoggingConfig: logging } = input
  if (vpc?.SubnetIds?.length || vpc?.SecurityGroupIds?.length) {
    throw errors.notServed('VpcConfig', 'processes run in the network of this machine.')
  }
  if (input.DeadLetterConfig?.TargetArn) {
    throw errors.notServed('DeadLetterConfig', 'there are no queues or topics.')
  }
  if (input.KMSKeyArn) throw errors.notServed('KMSKeyArn', 'there are no KMS keys.')
  if (input.TracingConfig?.Mode === 'Active') {
    throw errors.notServed('TracingConfig.Mode Active', 'there is no X-Ray.')
  }
  if (input.Layers?.length) {
    throw errors.notServed('Layers', "put the layer's files into the function's own zip file.")
  }
  if (input.FileSystemConfigs?.length) {
    throw errors.notServed('FileSystemConfigs', 'there are no network file systems.')
  }
  if (input.SnapStart?.ApplyOn === 'PublishedVersions') {
    throw errors.notServed('SnapStart.ApplyOn PublishedVersions', 'processes are started anew.')
  }
  if (logging?.LogFormat === 'JSON' || logging?.ApplicationLogLevel || logging?.SystemLogLevel) {
    throw errors.notServed('LoggingConfig.LogFormat JSON and its levels', 'logs are kept as text.')
  }
  if (logging?.LogGroup && logging.LogGroup !== `/aws/lambda/${name}`) {
    throw errors.notServed('LoggingConfig.LogGroup', `logs are kept as /aws/lambda/${name}.`)
  }
}
