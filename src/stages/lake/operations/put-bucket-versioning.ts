import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly VersioningConfiguration?: { readonly Status?: string; readonly MFADelete?: string }
}

const device = 'buckets are not versioned: there is no removal to guard with a device.'

/** Suspended is how it is: objects have one version. */
export function putBucketVersioning(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketVersioning',
    members: {
      ...settingMembers,
      MFA: { type: 'string', refused: device },
      VersioningConfiguration: {
        type: 'structure',
        members: { Status: { type: 'string' }, MFADelete: { type: 'string' } },
      },
    },
    async run(input, caller) {
      if (!input.VersioningConfiguration) throw errors.missingBody()
      const { Status: status, MFADelete: mfa } = input.VersioningConfiguration
      if (mfa !== undefined && mfa !== 'Disabled') {
        throw mfa === 'Enabled'
          ? errors.notImplemented('VersioningConfiguration.MFADelete', device)
          : errors.malformed()
      }
      if (status === undefined) throw errors.versioningUnsaid()
      if (status === 'Enabled') {
        throw errors.notImplemented(
          'VersioningConfiguration.Status',
          'buckets keep one version of an object, so that only Suspended can be set.',
        )
      }
      if (status !== 'Suspended') throw errors.malformed()
      await configure(store, 'versioning', input, caller, { Status: status })
      return {}
    },
  }
}
