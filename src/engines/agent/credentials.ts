import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { RemoteIdentity } from '../../stages/agent/ports.ts'
import { noCredentials } from './failure.ts'

/** As the Kinesis Agent names and bounds its sessions. */
const SESSION = { RoleSessionName: 'AWSKinesisAgent', DurationSeconds: 3_600 }

/** The keys given, or else the SDK's chain (environment, profile, container, instance); with these the role, if any. */
export function credentialsOf({ keys, role }: RemoteIdentity) {
  const own = keys ? { accessKeyId: keys.id, secretAccessKey: keys.secret() } : fromNodeProviderChain()
  if (!role) return typeof own === 'function' ? telling(own) : own
  const { arn, externalId, endpoint, region } = role
  const assumed = fromTemporaryCredentials({
    masterCredentials: own,
    params: { ...SESSION, RoleArn: arn, ...(externalId ? { ExternalId: externalId } : {}) },
    clientConfig: { region, ...(endpoint ? { endpoint } : {}) },
  })
  return telling(assumed, arn)
}

/** What fails on the way to credentials is not the service's doing, and is said so. */
function telling<Given extends unknown[], Credentials>(
  provider: (...given: Given) => Promise<Credentials>,
  role?: string,
): (...given: Given) => Promise<Credentials> {
  return async (...given) => {
    try {
      return await provider(...given)
    } catch (error) {
      throw noCredentials(error, role)
    }
  }
}
