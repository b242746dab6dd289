import type { ServiceModel } from '../../record/index.ts'

/** How Firehose is spoken: JSON 1.1. */
export const firehoseModel: ServiceModel = {
  signingName: 'firehose',
  protocols: ['json-1.1'],
  target: 'Firehose_20150804',
  schemas: () => import('@aws-sdk/client-firehose'),
}
