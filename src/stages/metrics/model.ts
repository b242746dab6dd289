import type { ServiceModel } from '../../record/index.ts'

/** How CloudWatch is spoken: RPC v2 CBOR by new SDKs, JSON 1.0 by others, Query by those of before 2025. */
export const cloudwatchModel: ServiceModel = {
  signingName: 'monitoring',
  protocols: ['rpc-v2-cbor', 'json-1.0', 'query'],
  target: 'GraniteServiceVersion20100801',
  version: '2010-08-01',
  xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  schemas: () => import('@aws-sdk/client-cloudwatch'),
}
