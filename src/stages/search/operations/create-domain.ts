import type { Caller, Operation } from '../../../record/index.ts'
import { domainExists, noProtection, unknownAdvancedOption } from '../domain-errors.ts'
import { type Domains, domainArn, statusOf } from '../domains.ts'
import {
  CLUSTER_CONFIG,
  DEPLOYMENT_STRATEGY,
  DOMAIN_NAME,
  EBS_OPTIONS,
  ENGINE_VERSION,
  OFF_PEAK_WINDOW,
  SOFTWARE_UPDATE,
  switchOnly,
  TAG_LIST,
} from '../shapes.ts'

type Switch = Readonly<Record<string, unknown>>

interface CreateDomainInput {
  readonly DomainName: string
  readonly EngineVersion?: string
  readonly AdvancedOptions?: Readonly<Record<string, string>>
  readonly TagList?: readonly { Key: string; Value: string }[]
  readonly AccessPolicies?: string
  readonly AdvancedSecurityOptions?: Switch
  readonly CognitoOptions?: Switch
  readonly EncryptionAtRestOptions?: Switch
  readonly DomainEndpointOptions?: Switch
  readonly IdentityCenterOptions?: Switch
  readonly [option: string]: unknown
}

/** Kept and described back. */
const KEPT = [
  'ClusterConfig',
  'EBSOptions',
  'IPAddressType',
  'NodeToNodeEncryptionOptions',
  'AdvancedOptions',
  'AutoTuneOptions',
  'OffPeakWindowOptions',
  'SoftwareUpdateOptions',
  'DeploymentStrategyOptions',
]

const notHere = 'is refused: the embedded index does not do it'

export function createDomain(domains: Domains, now: () => number): Operation<CreateDomainInput> {
  return {
    name: 'CreateDomain',
    members: {
      DomainName: DOMAIN_NAME,
      EngineVersion: ENGINE_VERSION,
      ClusterConfig: CLUSTER_CONFIG,
      EBSOptions: EBS_OPTIONS,
      AccessPolicies: { type: 'string', max: 102_400 },
      IPAddressType: { type: 'string', values: ['ipv4', 'dualstack'] },
      SnapshotOptions: { type: 'structure', refused: `${notHere}. Copy the data folder instead.` },
      VPCOptions: { type: 'structure', refused: `${notHere}. It listens where --host says.` },
      CognitoOptions: switchOnly(
        'Enabled',
        ['UserPoolId', 'string'],
        ['IdentityPoolId', 'string'],
        ['RoleArn', 'string'],
      ),
      EncryptionAtRestOptions: switchOnly('Enabled', ['KmsKeyId', 'string']),
      NodeToNodeEncryptionOptions: { type: 'structure', members: { Enabled: { type: 'boolean' } } },
      AdvancedOptions: { type: 'map', element: { type: 'string' } },
      LogPublishingOptions: { type: 'map', refused: `${notHere}. It writes to Tailrace's own log.` },
      DomainEndpointOptions: switchOnly(
        'EnforceHTTPS',
        ['TLSSecurityPolicy', 'string'],
        ['CustomEndpointEnabled', 'boolean'],
        ['CustomEndpoint', 'string'],
        ['CustomEndpointCertificateArn', 'string'],
      ),
      AdvancedSecurityOptions: switchOnly(
        'Enabled',
        ['InternalUserDatabaseEnabled', 'boolean'],
        ['MasterUserOptions', 'structure'],
        ['SAMLOptions', 'structure'],
        ['JWTOptions', 'structure'],
        ['IAMFederationOptions', 'structure'],
        ['AnonymousAuthEnabled', 'boolean'],
      ),
      IdentityCenterOptions: switchOnly(
        'EnabledAPIAccess',
        ['IdentityCenterInstanceARN', 'string'],
        ['IdentityCenterInstanceRegion', 'string'],
        ['SubjectKey', 'string'],
        ['RolesKey', 'string'],
      ),
      TagList: TAG_LIST,
      AutoTuneOptions: {
        type: 'structure',
        members: {
          DesiredState: { type: 'string', values: ['ENABLED', 'DISABLED'] },
          MaintenanceSchedules: { type: 'list', max: 100 },
          UseOffPeakWindow: { type: 'boolean' },
        },
      },
      OffPeakWindowOptions: OFF_PEAK_WINDOW,
      SoftwareUpdateOptions: SOFTWARE_UPDATE,
      AIMLOptions: { type: 'structure', refused: notHere },
      DeploymentStrategyOptions: DEPLOYMENT_STRATEGY,
      AutomatedSnapshotPauseOptions: { type: 'structure', refused: notHere },
    },
    async run(input, caller) {
      refuseProtection(input)
      refuseAdvanced(input.AdvancedOptions ?? {})
      return { DomainStatus: await make(input, caller, domains, now()) }
    },
  }
}

async function make(input: CreateDomainInput, caller: Caller, domains: Domains, createdAt: number) {
  const { DomainName: name, EngineVersion = 'OpenSearch_2.19', TagList = [] } = input
  if (domains.find(name)) throw domainExists(name)
  const kept = KEPT.filter((option) => input[option] !== undefined).map((option) => [option, input[option]])
  const domain = {
    name,
    arn: domainArn(name, caller),
    account: caller.account,
    createdAt,
    engineVersion: EngineVersion,
    options: Object.fromEntries(kept),
    tags: TagList,
  }
  await domains.put(domain)
  return statusOf(domain, domains.endpoint)
}

/** What would make somebody believe that the index is guarded. */
function refuseProtection(input: CreateDomainInput) {
  const reach = 'Who can reach its port can read it: keep it on loopback, or put a guarding proxy before it.'
  if (input.AccessPolicies) throw noProtection('AccessPolicies', reach)
  if (input.AdvancedSecurityOptions?.Enabled) throw noProtection('AdvancedSecurityOptions.Enabled', reach)
  if (input.CognitoOptions?.Enabled) throw noProtection('CognitoOptions.Enabled', reach)
  if (input.IdentityCenterOptions?.EnabledAPIAccess) {
    throw noProtection('IdentityCenterOptions.EnabledAPIAccess', reach)
  }
  if (input.DomainEndpointOptions?.EnforceHTTPS)
    throw noProtection('DomainEndpointOptions.EnforceHTTPS', reach)
  if (input.EncryptionAtRestOptions?.Enabled) {
    throw noProtection(
      'EncryptionAtRestOptions.Enabled',
      'Put the data folder on an encrypted volume instead.',
    )
  }
}

const TRUE_HERE: Readonly<Record<string, string>> = {
  'rest.action.multi.allow_explicit_index': 'true',
  'indices.query.bool.max_clause_count': '1024',
  override_main_response_version: 'false',
}

function refuseAdvanced(options: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(options)) {
    if (TRUE_HERE[name] !== value) throw unknownAdvancedOption(name, value)
  }
}
