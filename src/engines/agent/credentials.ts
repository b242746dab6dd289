import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { RemoteIdentity } from '../../stages/agent/ports.ts'

/** As the Kinesis Agent names and bounds its sessions. */
const SESSION = { RoleSessionName: 'AWSKinesisAgent', DurationSeconds: 3_600 }

/** The keys given, or else the SDK's chain (environment, profile, container, instance); with these the role, if any. */
export function credentialsOf({ keys, role }: RemoteIdentity) {
  const own = keys ? { accessKeyId: keys.id, secretAccessKey: keys.secret() } : fromNodeProviderChain()
  if (!role) return own
  const { arn, externalId, endpoint, region } = role
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: { ...SESSION, RoleArn: arn, ...(externalId ? { ExternalId: externalId } : {}) },
    clientConfig: { region, ...(endpoint ? { endpoint } : {}) },
  })
}
