import { ServiceError } from '../../record/index.ts'

type Details = Readonly<Record<string, unknown>>

/** Every refusal of the lake, with S3's own codes, sentences and members. */
export const errors = {
  // Buckets
  invalidBucketName: (name: string, problem?: string) =>
    s3('InvalidBucketName', 400, `The specified bucket is not valid.${problem ? ` ${problem}` : ''}`, {
      BucketName: name,
    }),
  ownedByYou: (name: string) =>
    s3(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: name },
    ),
  noSuchBucket: (name: string) =>
    s3('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name }),
  notEmpty: (name: string) =>
    s3('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName: name }),
  otherOwner: () => s3('AccessDenied', 403, 'Access Denied'),
  otherRegion: (asked = 'unspecified') =>
    s3(
      'IllegalLocationConstraintException',
      400,
      `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    ),
  noSuchRegion: (asked: string) =>
    s3('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      LocationConstraint: asked,
    }),
  // What is set on a bucket, where it is not
  noTags: (name: string) => unset('NoSuchTagSet', name, 'The TagSet does not exist'),
  noLifecycle: (name: string) =>
    unset('NoSuchLifecycleConfiguration', name, 'The lifecycle configuration does not exist'),
  noPolicy: (name: string) => unset('NoSuchBucketPolicy', name, 'The bucket policy does not exist'),
  noCors: (name: string) => unset('NoSuchCORSConfiguration', name, 'The CORS configuration does not exist'),
  noWebsite: (name: string) =>
    unset('NoSuchWebsiteConfiguration', name, 'The specified bucket does not have a website configuration'),
  noReplication: (name: string) =>
    unset('ReplicationConfigurationNotFoundError', name, 'The replication configuration was not found'),
  noObjectLock: (name: string) =>
    unset(
      'ObjectLockConfigurationNotFoundError',
      name,
      'Object Lock configuration does not exist for this bucket',
    ),
  noPublicAccessBlock: (name: string) =>
    unset(
      'NoSuchPublicAccessBlockConfiguration',
      name,
      'The public access block configuration was not found',
    ),
  noOwnershipControls: (name: string) =>
    unset('OwnershipControlsNotFoundError', name, 'The bucket ownership controls were not found'),
  noMetadataConfiguration: (name: string) =>
    unset('MetadataConfigurationNotFound', name, 'The metadata configuration was not found'),
  noConfiguration: (name: string) =>
    unset('NoSuchConfiguration', name, 'The specified configuration does not exist.'),

  noSuchResource: (arn: string) =>
    s3('NoSuchResource', 404, "The specified resource doesn't exist.", { ResourceArn: arn }),

  // What cannot be set on a bucket
  missingBody: () => s3('MissingRequestBodyError', 400, 'Request Body is empty'),
  missingAcl: () =>
    s3('MissingSecurityHeader', 400, 'Your request was missing a required header', {
      MissingHeaderName: 'x-amz-acl',
    }),
  versioningUnsaid: () =>
    s3('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified'),
  noAcceleration: () =>
    s3(
      'InvalidRequest',
      400,
      'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
    ),
  keyWithoutKms: () =>
    s3(
      'InvalidArgument',
      400,
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
    ),
  tooManyBucketTags: () => s3('BadRequest', 400, 'Bucket tag count cannot be greater than 50'),
  malformedPolicy: (message: string, detail?: string) =>
    s3('MalformedPolicy', 400, message, { Detail: detail }),
  publicPolicy: (bucket: string, caller: string) =>
    blocked(bucket, caller, 's3:PutBucketPolicy', 'public policies are prevented by the BlockPublicPolicy'),
  publicAcl: (bucket: string, caller: string) =>
    blocked(bucket, caller, 's3:PutBucketAcl', 'public ACLs are prevented by the BlockPublicAcls'),
  cannedAndGrants: () =>
    s3('InvalidRequest', 400, 'Specifying both Canned ACLs and Header Grants is not allowed'),
  noContent: () => s3('UnexpectedContent', 400, 'This request does not support content'),

  notAnArn: (arn: string) =>
    new Error(`'${arn}' is no ARN of a bucket. It looks like arn:aws:s3:::my-bucket.`),

  // Objects
  /** HEAD answers have no body, so that clients know only the status. */
  notFound: () => s3('NotFound', 404, 'Not Found'),
  noSuchKey: (key: string) => s3('NoSuchKey', 404, 'The specified key does not exist.', { Key: key }),
  noSuchVersion: (key: string, version: string) =>
    s3('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: version }),
  invalidVersion: (version: string) => invalid('versionId', version, 'Invalid version id specified'),
  keyTooLong: (size: number) =>
    s3('KeyTooLongError', 400, 'Your key is too long', { Size: size, MaxSizeAllowed: 1024 }),
  invalidUri: () => s3('InvalidURI', 400, "Couldn't parse the specified URI."),
  metadataTooLarge: (size: number) =>
    s3('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: 2048,
    }),
  invalidStorageClass: (asked: string) =>
    s3('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
      StorageClassRequested: asked,
    }),
  invalidRedirect: () =>
    s3(
      'InvalidRedirectLocation',
      400,
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    ),
  tooLarge: (size: number, most: number) =>
    s3('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: size,
      MaxSizeAllowed: most,
    }),
  incompleteBody: () =>
    s3(
      'IncompleteBody',
      400,
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    ),
  preconditionFailed: (condition: string) =>
    s3('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
      Condition: condition,
    }),
  /** Without a body: its details go as headers. */
  notModified: (etag: string, modified: Date) =>
    s3('NotModified', 304, 'Not Modified', { etag, 'last-modified': modified.toUTCString() }),
  invalidRange: (asked: string, size: number) =>
    s3('InvalidRange', 416, 'The requested range is not satisfiable', {
      RangeRequested: asked,
      ActualObjectSize: size,
    }),
  selfCopy: () =>
    s3(
      'InvalidRequest',
      400,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.',
    ),
  aclsOff: () => s3('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs'),

  // Checksums
  invalidDigest: (given: string) =>
    s3('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': given }),
  badMd5: (given: string, calculated: string) =>
    s3('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: given,
      CalculatedDigest: calculated,
    }),
  badChecksum: (algorithm: string) =>
    s3('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`),
  badPartChecksum: () => s3('BadDigest', 400, 'The checksum you specified did not match what we received'),
  invalidChecksum: (algorithm: string) =>
    s3('InvalidRequest', 400, `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`),
  manyChecksums: () =>
    s3(
      'InvalidRequest',
      400,
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    ),
  unknownAlgorithm: () =>
    s3(
      'InvalidRequest',
      400,
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5]',
    ),
  otherAlgorithm: (upload: string, given: string) =>
    s3(
      'InvalidRequest',
      400,
      `Checksum Type mismatch occurred, expected checksum Type: ${upload}, actual checksum Type: ${given}`,
    ),
  malformedTrailer: () =>
    s3(
      'MalformedTrailerError',
      400,
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    ),
  invalidRequest: (message: string) => s3('InvalidRequest', 400, message),

  // Multipart uploads
  noSuchUpload: (id: string) =>
    s3(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { UploadId: id },
    ),
  invalidPart: (id: string, part: number | undefined, etag: string | undefined) =>
    s3(
      'InvalidPart',
      400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { UploadId: id, PartNumber: part, ETag: etag },
    ),
  invalidPartOrder: (id: string) =>
    s3(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      { UploadId: id },
    ),
  tooSmall: (size: number, part: number, etag: string) =>
    s3('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: size,
      MinSizeAllowed: 5 * 2 ** 20,
      PartNumber: part,
      ETag: etag,
    }),
  invalidPartNumber: (asked: number, count: number) =>
    s3('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      PartNumberRequested: asked,
      ActualPartCount: count,
    }),

  // Tags
  invalidTag: (message: string, key?: string, value?: string) =>
    s3('InvalidTag', 400, message, { TagKey: key, TagValue: value }),
  tooManyTags: (most: number) => s3('BadRequest', 400, `Object tags cannot be greater than ${most}`),

  // Whatever
  malformed: () =>
    s3(
      'MalformedXML',
      400,
      'The XML you provided was not well-formed or did not validate against our published schema',
    ),
  invalid,
  notImplemented: (what: string, why: string) =>
    s3(
      'NotImplemented',
      501,
      `A header you provided implies functionality that is not implemented: ${what}: ${why}`,
      {
        Header: what,
      },
    ),
  operationRefused: (operation: string, why: string) =>
    s3('NotImplemented', 501, `${operation} is not implemented: ${why}`),
} as const

function invalid(name: string, value: unknown, message: string): ServiceError {
  return s3('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: String(value) })
}

function blocked(bucket: string, caller: string, action: string, why: string): ServiceError {
  return s3(
    'AccessDenied',
    403,
    `User: ${caller} is not authorized to perform: ${action} on resource: "arn:aws:s3:::${bucket}" because ${why} setting in S3 Block Public Access.`,
  )
}

function unset(code: string, bucket: string, message: string): ServiceError {
  return s3(code, 404, message, { BucketName: bucket })
}

function s3(code: string, status: number, message: string, details: Details = {}): ServiceError {
  const known = Object.entries(details).filter(([, value]) => value !== undefined)
  return new ServiceError(code, message, status, Object.fromEntries(known))
}

export const notServed = 'the lake of this program does not serve it yet.'
