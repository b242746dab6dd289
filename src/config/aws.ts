/** What the environment says of AWS, as every AWS tool reads it. Credentials are not among it: the SDK finds those. */
export interface AwsEnvironment {
  readonly region?: string
  /** Of AWS_ENDPOINT_URL_KINESIS and the like, or AWS_ENDPOINT_URL. */
  endpoint(service: 'kinesis' | 'firehose' | 'cloudwatch' | 'sts'): string | undefined
}

export function readAwsEnvironment(variables: Readonly<Record<string, string | undefined>>): AwsEnvironment {
  const region = variables.AWS_REGION || variables.AWS_DEFAULT_REGION
  const ignored = variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true'
  return {
    ...(region ? { region } : {}),
    endpoint: (service) =>
      ignored
        ? undefined
        : variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || variables.AWS_ENDPOINT_URL || undefined,
  }
}
