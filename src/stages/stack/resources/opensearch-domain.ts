import type { ResourceType } from './resource-type.ts'

/**
 * AWS::OpenSearchService::Domain → opensearch:CreateDomain. Properties go to the operation as they are: its own
 * table says which are served.
 */
export const openSearchDomain: ResourceType = {
  type: 'AWS::OpenSearchService::Domain',
  properties: Object.fromEntries(
    [
      ...['AIMLOptions', 'AccessPolicies', 'AdvancedOptions', 'AdvancedSecurityOptions', 'ClusterConfig'],
      ...['CognitoOptions', 'DeploymentStrategyOptions', 'DomainEndpointOptions', 'DomainName', 'EBSOptions'],
      ...['EncryptionAtRestOptions', 'EngineVersion', 'IPAddressType', 'IdentityCenterOptions'],
      ...[
        'LogPublishingOptions',
        'NodeToNodeEncryptionOptions',
        'OffPeakWindowOptions',
        'SkipShardMigrationWait',
      ],
      ...['SnapshotOptions', 'SoftwareUpdateOptions', 'Tags', 'VPCOptions'],
    ].map((name) => [name, true as const]),
  ),
  required: [],
  mutable: [],
  name: (properties, fallback) => String(properties.DomainName ?? fallback).toLowerCase(),
  async create({ dispatch, caller, name, properties }) {
    const { Tags, ...rest } = properties
    const input = { ...rest, DomainName: name, ...(Tags === undefined ? {} : { TagList: Tags }) }
    await dispatch('opensearch', 'CreateDomain', input, caller)
  },
  describe: ({ name, caller }) => {
    const arn = `arn:aws:es:${caller.region}:${caller.account}:domain/${name}`
    return { ref: name, attributes: { Arn: arn, DomainArn: arn, Id: `${caller.account}/${name}` } }
  },
}
