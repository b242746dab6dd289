import type { ServiceModel } from '../../record/index.ts'

/** How S3 is spoken: REST-XML. */
export const s3Model: ServiceModel = {
  signingName: 's3',
  protocols: ['rest-xml'],
  xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  schemas: () => import('@aws-sdk/client-s3'),
}
