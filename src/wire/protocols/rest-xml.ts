import type { ServiceError } from '../../record/index.ts'
import { readXml } from '../codecs/xml-read.ts'
import { escapeXml, simpleText, writeXmlMembers, writeXmlStructure } from '../codecs/xml-write.ts'
import type { Contract, OperationContract } from '../contract.ts'
import { isBound } from '../rest-input.ts'
import type { Slot, Structure } from '../shape.ts'
import { rawPayload, readRawPayload } from './raw-payload.ts'
import type { Body, RestProtocol } from './rest.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const XML = { 'content-type': 'application/xml' }

/** REST-XML, as S3 speaks it. */
export const restXml: RestProtocol = {
  read: readBody,
  write: writeBody,
  fail(error, { name }, resource, requestId) {
    const { type, message, status } = asS3(error)
    const details = Object.entries(error.details)
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
      .join('')
    const id = s3RequestId(requestId)
    const inner =
      `<Error><Code>${escapeXml(type)}</Code><Message>${escapeXml(message)}</Message>${details}` +
      `<Resource>${escapeXml(resource)}</Resource><RequestId>${id}</RequestId><HostId>${requestId}</HostId></Error>`
    // Of all that speak REST-XML only S3 itself does not wrap its errors.
    const body =
      DECLARATION +
      (name === 's3' ? inner : `<ErrorResponse>${inner}<RequestId>${id}</RequestId></ErrorResponse>`)
    // An answer without a body tells its details in headers.
    if (status === 304) {
      return { status, headers: { ...(error.details as Record<string, string>), 'x-amz-request-id': id } }
    }
    return { status, headers: { ...XML, 'x-amz-request-id': id }, body }
  },
}

/** S3's own form of a request id. */
export const s3RequestId = (requestId: string) => requestId.replaceAll('-', '').slice(0, 16).toUpperCase()

function readBody(body: Buffer, { input, inputPayload }: OperationContract): Record<string, unknown> {
  if (inputPayload) {
    if (inputPayload.shape.kind !== 'structure') return readRawPayload(body, inputPayload)
    if (body.length === 0) return {}
    const { shape } = inputPayload
    return { [inputPayload.name]: readXml(body.toString(), rootOf(inputPayload, shape), shape) }
  }
  if (body.length === 0 || input.members.every(isBound)) return {}
  return readXml(body.toString(), input.traits.xmlName ?? input.name, input)
}

/** Of a member that is the whole body: its own name in XML if it has one, otherwise its shape's. */
function rootOf({ traits, xmlName, name }: Slot, shape: Structure): string {
  return xmlName === name ? (traits.xmlName ?? shape.name) : xmlName
}

function writeBody(output: Record<string, unknown>, operation: OperationContract, { model }: Contract): Body {
  const { output: shape, outputPayload } = operation
  const namespace = model.xmlNamespace ? ` xmlns="${model.xmlNamespace}"` : ''
  if (outputPayload) {
    const value = output[outputPayload.name]
    if (outputPayload.shape.kind !== 'structure') return rawPayload(value, outputPayload)
    const root = rootOf(outputPayload, outputPayload.shape)
    return xml(writeXmlStructure(root, value ?? {}, outputPayload.shape, namespace))
  }
  const inBody = shape.members.filter((slot) => !isBound(slot))
  if (inBody.length === 0) return { headers: {} }
  const root = shape.traits.xmlName ?? shape.name
  const [only] = inBody
  // GetBucketLocation: the one member is the root itself.
  if (inBody.length === 1 && only.xmlName === root && only.shape.kind === 'string') {
    const value = output[only.name]
    return xml(
      `<${root}${namespace}>${value === undefined ? '' : escapeXml(simpleText(value, only))}</${root}>`,
    )
  }
  return xml(`<${root}${namespace}>${writeXmlMembers(output, shape, isBound)}</${root}>`)
}

const xml = (text: string): Body => ({ headers: XML, body: `${DECLARATION}${text}` })

/** What the walker and the wire call otherwise than S3. */
function asS3(error: ServiceError): Pick<ServiceError, 'type' | 'message' | 'status'> {
  const { type, message, status } = error
  switch (type) {
    case 'ValidationException':
      return { type: 'InvalidArgument', message, status }
    case 'SerializationException':
      return { type: 'InvalidRequest', message, status }
    case 'InvalidArgumentException':
      return { type: 'NotImplemented', message, status: 501 }
    case 'UnknownOperationException':
      return { type: 'NotImplemented', message: NOT_IMPLEMENTED, status: 501 }
    case 'RequestEntityTooLargeException':
      return { type: 'EntityTooLarge', message, status: 400 }
    case 'InternalFailure':
      return {
        type: 'InternalError',
        message: 'We encountered an internal error. Please try again.',
        status: 500,
      }
    default:
      return error
  }
}

const NOT_IMPLEMENTED = 'A header you provided implies functionality that is not implemented'
