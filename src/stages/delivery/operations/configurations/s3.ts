import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { type DestinationType, served } from './destination-type.ts'
import { bucketDestination } from './extended-s3.ts'

/** The older shape of an S3 destination. AWS shows and updates it as the newer one. */
export const s3: DestinationType = served('S3', bucket, bucketUpdate, bucketDestination)
