/** A refusal that a browser or script sees as `{error: {type, reason}, status}`, OpenSearch's own shape. */
export class Refused extends Error {
  readonly status: number
  readonly type: string
  constructor(status: number, type: string, message: string) {
    super(message)
    this.status = status
    this.type = type
  }
}

export const foreignHost = (host: string) =>
  new Refused(
    421,
    'foreign_host',
    `This console does not answer to the name "${host}". Open it by its address or as localhost, or allow the name in the settings.`,
  )

export const crossSite = () =>
  new Refused(403, 'cross_site_request', 'A page of another site may not send requests to this console.')

export const notJson = () =>
  new Refused(
    415,
    'not_json',
    'Send the request body as JSON with the header Content-Type: application/json.',
  )

export const malformedJson = (why: string) =>
  new Refused(400, 'malformed_json', `The request body is not valid JSON: ${why}.`)

export const malformedSearches = (why: string) =>
  new Refused(400, 'malformed_searches', `Expected {"searches": [{"id", "index", "body"}, …]}: ${why}.`)

export const tooManySearches = (count: number, limit: number) =>
  new Refused(400, 'too_many_searches', `${count} searches in one request; at most ${limit} are answered.`)

export const badIndexName = (index: string) =>
  new Refused(
    400,
    'bad_index_name',
    `"${index}" can't be an index name or pattern: use lower-case letters, digits and - _ . * , only.`,
  )

export const notFound = (path: string) => new Refused(404, 'not_found', `There is nothing at ${path}.`)

export const searchFailed = () =>
  new Refused(500, 'search_failed', 'The search room failed to answer. The log names the cause.')

export const PAGE_NOT_BUILT =
  'The page is not built. Run "npm run build" once, then load this address again. The API works without it.\n'
