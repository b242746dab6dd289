import type { RestRequest } from './rest-routes.ts'

/**
 * A presigned URL carries in its query what its maker would have sent as headers (`x-amz-acl=private`): S3 takes it
 * for headers, those of the request first. Except checksums: at the time of signing there was no body, and clients
 * sign the one of nothing; S3 ignores them.
 */
export function withHoistedHeaders(request: RestRequest): RestRequest {
  if (!request.query.has('X-Amz-Algorithm') && !request.query.has('AWSAccessKeyId')) return request
  const hoisted = [...request.query]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => name.startsWith('x-amz-') && !NOT_HOISTED.test(name))
  if (hoisted.length === 0) return request
  return { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } }
}

const NOT_HOISTED =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|checksum-.+|sdk-checksum-algorithm)$/
