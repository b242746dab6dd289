import type { Operation } from '../../../record/index.ts'
import { ServiceError } from '../../../record/index.ts'
import { repeatedKey } from '../core/tags.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import type { Settings } from '../settings.ts'
import { configurations } from './configurations/index.ts'
import { assertEncryptable, assertKey } from './encryption.ts'
import type { CreateInput } from './inputs.ts'
import { assertReachable } from './reachable.ts'
import { destinationOf, readSettings } from './read-settings.ts'
import { databaseSource } from './shapes/database-source.ts'
import { directPutSource, kinesisSource, mskSource } from './shapes/sources.ts'
import { deliveryStreamName, deliveryStreamType, encryption, tags } from './shapes/stream.ts'

/** AWS's quota of delivery streams an account. */
const LIMIT = 5000

/** ACTIVE when it answers: nothing has to be waited for here. */
export function createDeliveryStream(ports: DeliveryPorts, registry: Registry): Operation<CreateInput> {
  return {
    name: 'CreateDeliveryStream',
    members: {
      DeliveryStreamName: deliveryStreamName,
      DeliveryStreamType: deliveryStreamType,
      DirectPutSourceConfiguration: directPutSource,
      KinesisStreamSourceConfiguration: kinesisSource,
      MSKSourceConfiguration: mskSource,
      DatabaseSourceConfiguration: databaseSource,
      DeliveryStreamEncryptionConfigurationInput: encryption,
      ...configurations,
      Tags: tags,
    },
    async run(given, { account, region }) {
      const name = given.DeliveryStreamName
      if (registry.get(name)) throw errors.exists(name, account)
      if (registry.list().length >= LIMIT) throw errors.tooMany(LIMIT)
      const { Tags: tags = [], DeliveryStreamEncryptionConfigurationInput: key, ...input } = given
      assertTags(tags)
      const arn = `arn:aws:firehose:${region}:${account}:deliverystream/${name}`
      const definition = {
        ...{ arn, createdAt: ports.now(), version: '1', input, tags },
        ...(key ? { encryption: key } : {}),
      }
      const settings = readSettings(definition)
      if (key) {
        assertEncryptable(input.DeliveryStreamType ?? 'DirectPut')
        assertKey(key)
      }
      await assertReachable(ports, settings, destinationOf(input).member)
      if (registry.get(name)) throw errors.exists(name, account)
      try {
        await registry.add(definition, settings)
      } catch (error) {
        throw asSourceError(error, settings)
      }
      return { DeliveryStreamARN: arn }
    },
  }
}

function assertTags(tags: NonNullable<CreateInput['Tags']>) {
  const repeated = repeatedKey(tags)
  if (repeated !== undefined) throw errors.repeatedTag(repeated)
}

function asSourceError(error: unknown, { sourceArn }: Settings): unknown {
  if (error instanceof ServiceError || sourceArn === undefined) return error
  return errors.source(sourceArn, (error as Error).message)
}
