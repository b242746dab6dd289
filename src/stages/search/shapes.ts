import type { Member, Members } from '../../record/index.ts'

/** Members that several domain actions share, with AWS's own constraints. */
export const DOMAIN_NAME: Member = {
  type: 'string',
  required: true,
  min: 3,
  max: 28,
  pattern: '[a-z][a-z0-9\\-]+',
}

export const ENGINE_VERSION: Member = {
  type: 'string',
  min: 14,
  max: 18,
  pattern: 'Elasticsearch_[0-9]{1}\\.[0-9]{1,2}|OpenSearch_[0-9]{1,2}\\.[0-9]{1,2}',
}

const flag: Member = { type: 'boolean' }
const count = (min: number, max: number): Member => ({ type: 'integer', min, max })
const oneOf = (...values: readonly string[]): Member => ({ type: 'string', values })
const structure = (members: Members): Member => ({ type: 'structure', members })

const INSTANCE_TYPE: Member = { type: 'string', pattern: '[a-z0-9]+\\.[a-z0-9]+\\.search' }

/** Sizing: kept and described back; the embedded engine has no nodes or volumes to size. */
export const CLUSTER_CONFIG = structure({
  InstanceType: INSTANCE_TYPE,
  InstanceCount: count(1, 1002),
  DedicatedMasterEnabled: flag,
  DedicatedMasterType: INSTANCE_TYPE,
  DedicatedMasterCount: count(1, 5),
  ZoneAwarenessEnabled: flag,
  ZoneAwarenessConfig: structure({ AvailabilityZoneCount: count(2, 3) }),
  WarmEnabled: flag,
  WarmType: oneOf('ultrawarm1.medium.search', 'ultrawarm1.large.search', 'ultrawarm1.xlarge.search'),
  WarmCount: count(2, 750),
  ColdStorageOptions: structure({ Enabled: { type: 'boolean', required: true } }),
  MultiAZWithStandbyEnabled: flag,
  NodeOptions: {
    type: 'list',
    element: structure({
      NodeType: oneOf('coordinator'),
      NodeConfig: structure({ Enabled: flag, Type: INSTANCE_TYPE, Count: count(0, 1000) }),
    }),
  },
})

export const EBS_OPTIONS = structure({
  EBSEnabled: flag,
  VolumeType: oneOf('standard', 'gp2', 'io1', 'gp3'),
  VolumeSize: count(10, 24_576),
  Iops: count(100, 256_000),
  Throughput: count(125, 2000),
})

const CLOCK = structure({
  Hours: { type: 'integer', required: true, min: 0, max: 23 },
  Minutes: { type: 'integer', required: true, min: 0, max: 59 },
})

export const OFF_PEAK_WINDOW = structure({
  Enabled: flag,
  OffPeakWindow: structure({ WindowStartTime: CLOCK }),
})

export const SOFTWARE_UPDATE = structure({
  AutoSoftwareUpdateEnabled: flag,
  UseLatestServiceSoftwareForBlueGreen: flag,
})

export const DEPLOYMENT_STRATEGY = structure({
  DeploymentStrategy: { type: 'string', required: true, values: ['Default', 'CapacityOptimized'] },
})

export const TAG_LIST: Member = {
  type: 'list',
  element: structure({
    Key: { type: 'string', required: true, min: 1, max: 128 },
    Value: { type: 'string', required: true, max: 256 },
  }),
}

/** Protection that may only be switched off: its other members are refused by name, whatever their type. */
export const switchOnly = (
  name: string,
  ...others: readonly (readonly [string, Member['type']])[]
): Member => {
  const refused = 'is refused: the embedded index does not have this protection'
  return structure({
    [name]: flag,
    ...Object.fromEntries(others.map(([other, type]) => [other, { type, refused }])),
  })
}
