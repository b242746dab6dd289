import type { ServiceModel } from '../../record/index.ts'

/** How Kinesis Data Streams is spoken: JSON 1.1, and CBOR by the Java SDKs and the agents of old. */
export const kinesisModel: ServiceModel = {
  signingName: 'kinesis',
  protocols: ['json-1.1', 'cbor-1.1'],
  target: 'Kinesis_20131202',
  schemas: () => import('@aws-sdk/client-kinesis'),
}
