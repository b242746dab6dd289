import type { Operation } from '../../record/index.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteObject } from './operations/delete-object.ts'
import { deleteObjectTagging } from './operations/delete-object-tagging.ts'
import { deleteObjects } from './operations/delete-objects.ts'
import { getObject } from './operations/get-object.ts'
import { getObjectAcl } from './operations/get-object-acl.ts'
import { getObjectAttributes } from './operations/get-object-attributes.ts'
import { getObjectTagging } from './operations/get-object-tagging.ts'
import { headObject } from './operations/head-object.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects } from './operations/list-objects.ts'
import { listObjectsV2 } from './operations/list-objects-v2.ts'
import { listParts } from './operations/list-parts.ts'
import { putObject } from './operations/put-object.ts'
import { putObjectAcl } from './operations/put-object-acl.ts'
import { putObjectTagging } from './operations/put-object-tagging.ts'
import { uploadPart } from './operations/upload-part.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'
import type { ObjectStore } from './ports.ts'

// biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
export function objectOperations(store: ObjectStore): readonly Operation<any>[] {
  return [
    abortMultipartUpload(store),
    completeMultipartUpload(store),
    copyObject(store),
    createMultipartUpload(store),
    deleteObject(store),
    deleteObjectTagging(store),
    deleteObjects(store),
    getObject(store),
    getObjectAcl(store),
    getObjectAttributes(store),
    getObjectTagging(store),
    headObject(store),
    listMultipartUploads(store),
    listObjectVersions(store),
    listObjects(store),
    listObjectsV2(store),
    listParts(store),
    putObject(store),
    putObjectAcl(store),
    putObjectTagging(store),
    uploadPart(store),
    uploadPartCopy(store),
  ]
}
