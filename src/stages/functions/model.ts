import type { ServiceModel } from '../../record/index.ts'

/** How Lambda is spoken: REST-JSON. */
export const lambdaModel: ServiceModel = {
  signingName: 'lambda',
  protocols: ['rest-json'],
  schemas: () => import('@aws-sdk/client-lambda'),
}
