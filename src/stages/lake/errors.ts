import { ServiceError } from '../../record/index.ts'

/** Every refusal of the lake, with S3's own codes. */
export const errors = {
  invalidBucketName: (name: string, problem: string) =>
    new ServiceError('InvalidBucketName', `The specified bucket is not valid: '${name}': ${problem}.`),
  ownedByYou: (name: string) =>
    new ServiceError(
      'BucketAlreadyOwnedByYou',
      `Your previous request to create the named bucket succeeded and you already own it: ${name}.`,
      409,
    ),
  noSuchBucket: (name: string) =>
    new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${name}.`, 404),
  /** HeadBucket has no body, so that S3's SDKs know only the status. */
  notFound: (name: string) => new ServiceError('NotFound', `Not Found: there is no bucket ${name}.`, 404),
  notEmpty: (name: string) =>
    new ServiceError(
      'BucketNotEmpty',
      `The bucket you tried to delete is not empty: ${name}. Remove its objects first.`,
      409,
    ),
  otherOwner: (name: string) =>
    new ServiceError(
      'AccessDenied',
      `Access Denied: bucket ${name} belongs to this account, not to the expected owner.`,
      403,
    ),
  otherRegion: (asked: string, region: string) =>
    new ServiceError(
      'IllegalLocationConstraintException',
      `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to (${region}).`,
    ),
  notAnArn: (arn: string) =>
    new Error(`'${arn}' is no ARN of a bucket. It looks like arn:aws:s3:::my-bucket.`),
  refusedKey: (message: string) => new ServiceError('InvalidArgument', message),
} as const

export const notServed = 'the lake of this program does not serve it yet.'
