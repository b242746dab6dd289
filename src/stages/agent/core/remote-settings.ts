import type { RemoteHttp, RemoteIdentity } from '../ports.ts'
import type { Member, Reading } from './configuration-tree.ts'
import { type Endpoint, isRegion, readEndpoint } from './endpoint.ts'

/** What an agent.json says of the services that it sends to. An empty text counts as unset. */
export interface RemoteSettings {
  readonly endpoints: Readonly<Partial<Record<RemoteService, Endpoint>>>
  /** kinesis.region. */
  readonly kinesisRegion?: string
  /** Without the regions, which are decided together with the environment's. */
  readonly keys?: RemoteIdentity['keys']
  readonly role?: { readonly arn: string; readonly externalId?: string }
  readonly metrics: {
    readonly areEmitted: boolean
    readonly namespace: string
    readonly periodMillis: number
    readonly areLogged: boolean
  }
  readonly statusPeriodMillis: number
  readonly logsInternals: boolean
  readonly http: RemoteHttp
  /** Most requests in flight, of all flows together. */
  readonly requests: number
  readonly userAgent: { readonly prefix?: string; readonly instead?: string }
}

export type RemoteService = 'kinesis' | 'firehose' | 'cloudwatch' | 'sts'

const SERVICES: readonly RemoteService[] = ['kinesis', 'firehose', 'cloudwatch', 'sts']
/** Defaults of the AWS SDK for Java v1, which the Kinesis Agent uses: ms, connections. */
const JAVA = { connectionTimeout: 10_000, socketTimeout: 50_000, connections: 50 }
const THREADS_PER_CORE = 12
const METRICS_MILLIS = 60_000

/** Reads the agent-wide keys; what is wrong goes to the reading. `cores` sizes maxSendingThreads as the original does. */
export function readRemoteSettings(
  reading: Reading,
  members: ReadonlyMap<string, Member>,
  cores: number,
): RemoteSettings {
  const text = (name: string) => (members.get(name)?.value as string | undefined)?.trim() || undefined
  const number = (name: string, otherwise: number) =>
    (members.get(name)?.value as number | undefined) ?? otherwise
  const flag = (name: string, otherwise: boolean) =>
    (members.get(name)?.value as boolean | undefined) ?? otherwise
  const perCore = number('maxSendingThreadsPerCore', THREADS_PER_CORE)
  const requests = number('maxSendingThreads', Math.max(2, perCore * cores))
  const [prefix, instead] = [text('userAgent'), text('userAgentOverride')]
  const region = regionAt(reading, members.get('kinesis.region'), text('kinesis.region'))
  return {
    endpoints: Object.fromEntries(
      SERVICES.flatMap((service) => {
        const endpoint = endpointAt(reading, members.get(`${service}.endpoint`))
        return endpoint ? [[service, endpoint]] : []
      }),
    ),
    ...(region ? { kinesisRegion: region } : {}),
    ...identityOf(reading, members, text),
    metrics: {
      areEmitted: flag('cloudwatch.emitMetrics', true),
      namespace: text('cloudwatch.namespace') ?? 'AWSKinesisAgent',
      periodMillis: Math.max(1_000, number('cloudwatch.metricsBufferTimeMillis', METRICS_MILLIS)),
      areLogged: flag('log.emitMetrics', false),
    },
    statusPeriodMillis: number('log.statusReportingPeriodSeconds', 30) * 1_000,
    logsInternals: flag('log.emitInternalMetrics', false),
    http: {
      maxConnections: number('maxConnections', Math.max(JAVA.connections, requests)),
      connectionTimeoutMillis: number('connectionTimeoutMillis', JAVA.connectionTimeout),
      socketTimeoutMillis: number('socketTimeoutMillis', JAVA.socketTimeout),
    },
    requests,
    userAgent: { ...(prefix ? { prefix } : {}), ...(instead ? { instead } : {}) },
  }
}

function endpointAt(reading: Reading, member: Member | undefined): Endpoint | undefined {
  const given = member?.value as string | undefined
  if (!member || !given?.trim()) return undefined
  try {
    return readEndpoint(given)
  } catch (error) {
    reading.wrong(member.node, `${member.name} ${(error as Error).message}`)
    return undefined
  }
}

function regionAt(
  reading: Reading,
  member: Member | undefined,
  region: string | undefined,
): string | undefined {
  if (member && region && !isRegion(region)) {
    reading.wrong(member.node, `${member.name} is a region such as eu-west-1, not "${region}"`)
  }
  return region
}

/** Keys come in pairs, an external id with a role: half of it would quietly mean somebody else's credentials. */
function identityOf(
  reading: Reading,
  members: ReadonlyMap<string, Member>,
  text: (name: string) => string | undefined,
): Pick<RemoteSettings, 'keys' | 'role'> {
  const needs = (name: string, other: string) => {
    const member = members.get(name)
    if (member && text(name) && !text(other)) reading.wrong(member.node, `${name} needs ${other}`)
  }
  needs('awsAccessKeyId', 'awsSecretAccessKey')
  needs('awsSecretAccessKey', 'awsAccessKeyId')
  needs('assumeRoleExternalId', 'assumeRoleARN')
  const [id, secret] = [text('awsAccessKeyId'), text('awsSecretAccessKey')]
  const [arn, externalId] = [text('assumeRoleARN'), text('assumeRoleExternalId')]
  const role = members.get('assumeRoleARN')
  if (role && arn && !/^arn:[\w-]+:iam::\d{12}:role\/./.test(arn)) {
    reading.wrong(role.node, `assumeRoleARN is such as arn:aws:iam::123456789012:role/NAME, not "${arn}"`)
  }
  return {
    ...(id && secret ? { keys: { id, secret: () => secret } } : {}),
    ...(arn ? { role: { arn, ...(externalId ? { externalId } : {}) } } : {}),
  }
}
