/** A bucket policy as far as its grammar goes. Elements have the policy language's own names. */
export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: readonly Statement[]
}

export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>
  readonly NotPrincipal?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** `problem` is S3's sentence, `detail` what it is about. */
export interface PolicyProblem {
  readonly problem: string
  readonly detail?: string | undefined
}

const MOST_BYTES = 20 * 1024
const STATEMENT = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource'],
  'Condition',
]

/** The document with its statements as a list, or what is wrong with it as a policy of `bucket`. */
export function parsePolicy(
  text: string,
  bucket: string,
): { readonly document: PolicyDocument } | PolicyProblem {
  if (new TextEncoder().encode(text).length > MOST_BYTES) {
    return { problem: 'Policy exceeds the maximum allowed document size.' }
  }
  const found = parse(text)
  if (!found) return { problem: "Policies must be valid JSON and the first byte must be '{'" }
  const { Statement: given, ...rest } = found
  const problem = headProblem(rest)
  if (problem) return problem
  if (given === undefined) return { problem: 'Missing required field Statement' }
  const statements = Array.isArray(given) ? given : [given]
  if (statements.length === 0) return { problem: 'Could not parse the policy: Statement is empty!' }
  for (const statement of statements) {
    const wrong = isObject(statement)
      ? statementProblem(statement, bucket)
      : { problem: 'Statement is not a JSON object' }
    if (wrong) return wrong
  }
  return { document: { ...rest, Statement: statements } }
}

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function headProblem(head: Readonly<Record<string, unknown>>): PolicyProblem | undefined {
  const unknown = Object.keys(head).find((name) => name !== 'Version' && name !== 'Id')
  if (unknown !== undefined) return { problem: `Unknown field ${unknown}` }
  const { Version: version = '2008-10-17', Id: id = '' } = head
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    return { problem: 'The policy must contain a valid version string' }
  }
  return typeof id === 'string' ? undefined : { problem: 'Id must be a string' }
}

function statementProblem(
  statement: Readonly<Record<string, unknown>>,
  bucket: string,
): PolicyProblem | undefined {
  const unknown = Object.keys(statement).find((name) => !STATEMENT.includes(name))
  if (unknown !== undefined) return { problem: `Unknown field ${unknown}` }
  const { Effect: effect, Sid: sid = '', Condition: condition = {} } = statement
  if (typeof sid !== 'string') return { problem: 'Sid must be a string' }
  if (effect === undefined) return { problem: 'Missing required field Effect' }
  if (effect !== 'Allow' && effect !== 'Deny')
    return { problem: `Invalid effect: ${shown(effect) ?? 'not a string'}` }
  for (const field of ['Principal', 'Action', 'Resource']) {
    const missing = statement[field] === undefined && statement[`Not${field}`] === undefined
    if (missing) return { problem: `Missing required field ${field}` }
  }
  if (!isObject(condition) || !Object.values(condition).every(isObject)) {
    return { problem: 'Policy has an invalid condition key' }
  }
  return (
    principalProblem(statement.Principal ?? statement.NotPrincipal) ??
    actionProblem(statement.Action ?? statement.NotAction) ??
    resourceProblem(statement.Resource ?? statement.NotResource, bucket)
  )
}

function principalProblem(principal: unknown): PolicyProblem | undefined {
  if (principal === '*') return undefined
  const kinds = ['AWS', 'CanonicalUser', 'Federated', 'Service']
  const fits =
    isObject(principal) &&
    Object.entries(principal).every(([kind, names]) => kinds.includes(kind) && textsOf(names) !== undefined)
  return fits ? undefined : { problem: 'Invalid principal in policy', detail: shown(principal) }
}

function actionProblem(actions: unknown): PolicyProblem | undefined {
  const wrong = textsOf(actions)?.find((action) => action !== '*' && !/^s3:[a-z0-9*?]+$/i.test(action))
  if (wrong === undefined && textsOf(actions)) return undefined
  return { problem: 'Policy has invalid action', detail: shown(wrong ?? actions) }
}

/** A policy speaks of its own bucket and what is in it. */
function resourceProblem(resources: unknown, bucket: string): PolicyProblem | undefined {
  const wrong = textsOf(resources)?.find((resource) => !isWithin(resource, bucket))
  if (wrong === undefined && textsOf(resources)) return undefined
  return { problem: 'Policy has invalid resource', detail: shown(wrong ?? resources) }
}

function isWithin(resource: string, bucket: string): boolean {
  if (resource === '*') return true
  const pattern = /^arn:[a-z-]+:s3:::([^/]+)(?:\/.*)?$/s.exec(resource)?.[1]
  return pattern !== undefined && matches(bucket, pattern)
}

/** `*` stands for anything, `?` for one character. In steps that grow with the texts alone, whatever the pattern. */
function matches(text: string, pattern: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[from] === '*') [star, mark, from] = [from, at, from + 1]
    else if (pattern[from] === '?' || pattern[from] === text[at]) [at, from] = [at + 1, from + 1]
    else if (star >= 0) [mark, at, from] = [mark + 1, mark + 1, star + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(from))
}

function textsOf(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every((one) => typeof one === 'string') ? list : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value of another type, or a list with one, may be of any depth: it is not repeated. */
function shown(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 1024) : undefined
}
