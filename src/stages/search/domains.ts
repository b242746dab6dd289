import type { Caller, Marks } from '../../record/index.ts'

/** A domain: a name that stands for the embedded index, with everything that was said when it was made. */
export interface Domain {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly createdAt: number
  readonly engineVersion: string
  /** Sizing and maintenance members in AWS's spelling, kept and described back. */
  readonly options: Readonly<Record<string, unknown>>
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
}

export interface Domains {
  /** `host:port` of the OpenSearch API, which is every domain's endpoint. */
  readonly endpoint: string
  all(): readonly Domain[]
  find(name: string): Domain | undefined
  /** Resolves when durable. */
  put(domain: Domain): Promise<void>
  remove(name: string): Promise<void>
  /** Whether a domain ARN or cluster endpoint (with or without `https://`) means a domain that exists. */
  knows(arnOrEndpoint: string): boolean
}

const PREFIX = 'opensearch/domain/'

export function createDomains(marks: Marks, endpoint: string): Domains {
  const all = () => [...marks.list(PREFIX)].map(([, value]) => JSON.parse(value) as Domain)
  return {
    endpoint,
    all,
    find(name) {
      const value = marks.read(`${PREFIX}${name}`)
      return value === undefined ? undefined : (JSON.parse(value) as Domain)
    },
    put: (domain) => marks.write(`${PREFIX}${domain.name}`, JSON.stringify(domain)),
    remove: (name) => marks.remove(`${PREFIX}${name}`),
    knows(given) {
      const domains = all()
      if (given.startsWith('arn:')) return domains.some(({ arn }) => arn === given)
      return domains.length > 0 && given.replace(/^https?:\/\//, '').replace(/\/+$/, '') === endpoint
    },
  }
}

export const domainArn = (name: string, { region, account }: Caller) =>
  `arn:aws:es:${region}:${account}:domain/${name}`

/** AWS's `DomainStatus`. */
export function statusOf(domain: Domain, endpoint: string, deleted = false) {
  return {
    DomainId: `${domain.account}/${domain.name}`,
    DomainName: domain.name,
    ARN: domain.arn,
    Created: true,
    Deleted: deleted,
    ...(deleted ? {} : { Endpoint: endpoint }),
    Processing: false,
    UpgradeProcessing: false,
    DomainProcessingStatus: deleted ? 'Deleting' : 'Active',
    EngineVersion: domain.engineVersion,
    ClusterConfig: {},
    EBSOptions: { EBSEnabled: false },
    CognitoOptions: { Enabled: false },
    EncryptionAtRestOptions: { Enabled: false },
    NodeToNodeEncryptionOptions: { Enabled: false },
    DomainEndpointOptions: { EnforceHTTPS: false, CustomEndpointEnabled: false },
    AdvancedSecurityOptions: { Enabled: false },
    ...domain.options,
  }
}
