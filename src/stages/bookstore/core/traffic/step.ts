/** One request that somebody is about to make. */
export interface Step {
  /** Seconds after the same visitor's step before. */
  readonly pause: number
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** Path and query, as they go into the request line. */
  readonly target: string
  /** Names in lower case. Values are Latin-1. */
  readonly headers: Readonly<Record<string, string>>
  /** A form. */
  readonly body?: string
}

/** What one visitor does, one request after another. */
export type Session = Generator<Step, void, void>

/** Who makes requests: goes into every step's headers. */
export interface Visitor {
  readonly address: string
  readonly agent: string
}

export interface StepOptions {
  readonly referer?: string
  readonly method?: Step['method']
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export function step(visitor: Visitor, pause: number, target: string, options: StepOptions = {}): Step {
  const { referer = '', method = 'GET', body } = options
  return {
    pause,
    method,
    target,
    headers: {
      'x-forwarded-for': visitor.address,
      'user-agent': visitor.agent,
      ...(referer && { referer }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...options.headers,
    },
    ...(body !== undefined && { body }),
  }
}
