import type { ServiceModel } from '../../record/index.ts'

/** How STS is spoken: Query. */
export const stsModel: ServiceModel = {
  signingName: 'sts',
  protocols: ['query'],
  version: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  schemas: () => import('@aws-sdk/client-sts'),
}
