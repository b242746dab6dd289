import type { ServiceError } from '../../record/index.ts'
import { escapeXml, writeXmlMembers } from '../codecs/xml-write.ts'
import type { Contract, OperationContract } from '../contract.ts'
import type { Reply } from '../reply.ts'

/** The Query protocol's answers. */

const XML = { 'content-type': 'text/xml' }

export function writeQueryOutput(
  output: unknown,
  { name, output: shape }: OperationContract,
  { model }: Contract,
  requestId: string,
): Reply {
  const result =
    shape.members.length > 0 ? `<${name}Result>${writeXmlMembers(output, shape)}</${name}Result>` : ''
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  const body = `<${name}Response${namespaceOf(model.xmlNamespace)}>${result}${metadata}</${name}Response>`
  return { status: 200, headers: { ...XML }, body }
}

export function writeQueryError(
  error: ServiceError,
  contract: Contract | undefined,
  requestId: string,
): Reply {
  const shape = contract?.errorOf(error.type)
  const [code = CODES[error.type] ?? error.type, status = error.status] = shape?.traits.awsQueryError ?? []
  const blame = status >= 500 ? 'Receiver' : 'Sender'
  const details = shape ? writeXmlMembers(error.details, shape) : ''
  const body =
    `<ErrorResponse${namespaceOf(contract?.model.xmlNamespace)}><Error><Type>${blame}</Type>` +
    `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>${details}</Error>` +
    `<RequestId>${requestId}</RequestId></ErrorResponse>`
  return { status, headers: { ...XML }, body }
}

/** What the walker and the wire call otherwise. */
const CODES: Readonly<Record<string, string>> = {
  ValidationException: 'ValidationError',
  InvalidArgumentException: 'InvalidParameterValue',
  SerializationException: 'MalformedInput',
  UnknownOperationException: 'InvalidAction',
}

const namespaceOf = (namespace: string | undefined) => (namespace ? ` xmlns="${namespace}"` : '')
