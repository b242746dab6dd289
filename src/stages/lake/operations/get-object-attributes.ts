import type { Operation } from '../../../record/index.ts'
import { unquoted } from '../core/conditions.ts'
import { errors } from '../errors.ts'
import { findObject } from '../finding.ts'
import type { ObjectDescription, ObjectStore } from '../ports.ts'
import { checksumOutput, lastModified } from '../reading.ts'
import { type ObjectInput, objectMembers, sseCustomerMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly ObjectAttributes?: readonly string[]
  readonly MaxParts?: number
  readonly PartNumberMarker?: string
}

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']

export function getObjectAttributes(store: ObjectStore): Operation<Input> {
  return {
    name: 'GetObjectAttributes',
    members: {
      ...objectMembers,
      ...sseCustomerMembers,
      VersionId: { type: 'string' },
      ObjectAttributes: { type: 'list', element: { type: 'string' } },
      MaxParts: { type: 'integer' },
      PartNumberMarker: { type: 'string' },
    },
    async run(input, caller) {
      const asked = (input.ObjectAttributes ?? []).map((name) => name.trim())
      assertAttributes(asked)
      const object = await findObject(store, input, caller)
      const shown: Record<string, unknown> = {
        ETag: unquoted(object.etag),
        Checksum: object.checksum?.value ? checksumOutput(withoutCount(object.checksum)) : undefined,
        ObjectParts: object.parts ? partsOf(object, input) : undefined,
        StorageClass: object.storageClass ?? 'STANDARD',
        ObjectSize: object.size,
      }
      return {
        LastModified: lastModified(object),
        ...Object.fromEntries(asked.map((name) => [name, shown[name]])),
      }
    },
  }
}

function assertAttributes(asked: readonly string[]) {
  if (asked.length === 0) {
    throw errors.invalidRequest(
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    )
  }
  const unknown = asked.find((name) => !ATTRIBUTES.includes(name))
  if (unknown !== undefined) {
    throw errors.invalid('x-amz-object-attributes', unknown, 'Invalid attribute name specified.')
  }
}

/** Here alone a composite checksum comes without its `-N`: the parts are counted beside it. */
function withoutCount(checksum: NonNullable<ObjectDescription['checksum']>) {
  return { ...checksum, value: checksum.value?.replace(/-\d+$/, '') }
}

/** S3 lists the parts themselves only when they have checksums of their own. */
function partsOf({ parts = [], checksum }: ObjectDescription, input: Input) {
  const after = Number(input.PartNumberMarker ?? 0)
  const most = Math.min(input.MaxParts ?? 1000, 1000)
  if (!Number.isInteger(after) || after < 0) {
    throw errors.invalid(
      'part-number-marker',
      input.PartNumberMarker,
      'Provided part-number-marker not an integer or within integer range',
    )
  }
  if (most < 0)
    throw errors.invalid('max-parts', most, 'Argument maxParts must be an integer between 0 and 2147483647')
  const rest = parts.filter(({ number }) => number > after)
  const page = rest.slice(0, most)
  const name = `Checksum${checksum?.algorithm}`
  const listed = page.filter((part) => part.checksum !== undefined)
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: most,
    IsTruncated: page.length < rest.length,
    Parts: listed.map((part) => ({ PartNumber: part.number, Size: part.size, [name]: part.checksum })),
  }
}
