import { refuseOperations } from '../../record/index.ts'
import { errors } from './errors.ts'

const lock = 'buckets have no Object Lock: nothing forbids the removal of an object.'
const directory = 'there are general purpose buckets only.'
const annotations = 'objects have no annotations; use metadata or tags.'
const metadataTables = 'there are no metadata tables; list the bucket.'
const reports = 'the lake makes no such reports.'

/** Operations that S3 has and the lake refuses by name, and why. */
export const refusedOperations: Readonly<Record<string, string>> = {
  CreateBucketMetadataConfiguration: metadataTables,
  CreateBucketMetadataTableConfiguration: metadataTables,
  CreateSession: directory,
  DeleteBucketMetadataConfiguration: metadataTables,
  DeleteBucketMetadataTableConfiguration: metadataTables,
  DeleteObjectAnnotation: annotations,
  GetObjectAnnotation: annotations,
  GetObjectLegalHold: lock,
  GetObjectRetention: lock,
  GetObjectTorrent: 'objects are not shared over BitTorrent.',
  ListDirectoryBuckets: directory,
  ListObjectAnnotations: annotations,
  PutBucketAnalyticsConfiguration: reports,
  PutBucketCors: 'browsers are not told whose pages may read a bucket.',
  PutBucketIntelligentTieringConfiguration: reports,
  PutBucketInventoryConfiguration: reports,
  PutBucketMetricsConfiguration: reports,
  PutBucketReplication: 'objects are not copied to other buckets by themselves.',
  PutBucketWebsite: 'buckets are not served as web sites.',
  PutObjectAnnotation: annotations,
  PutObjectLegalHold: lock,
  PutObjectLockConfiguration: lock,
  PutObjectRetention: lock,
  RenameObject: directory,
  RestoreObject: 'nothing is archived: every object can be read at once.',
  SelectObjectContent: 'query with GetObject and a program of your own.',
  UpdateBucketMetadataAnnotationTableConfiguration: metadataTables,
  UpdateBucketMetadataInventoryTableConfiguration: metadataTables,
  UpdateBucketMetadataJournalTableConfiguration: metadataTables,
  UpdateObjectEncryption: 'objects are encrypted by the disk they lie on, if at all.',
  WriteGetObjectResponse: 'there are no Object Lambda access points.',
}

/** Every refused operation as one that says so, whatever its input. */
export const refusedOperationList = () => refuseOperations(refusedOperations, errors.operationRefused)
