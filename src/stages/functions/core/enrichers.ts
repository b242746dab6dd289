/** What is known of a client's address. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  readonly countryName?: string
  readonly city?: string
  readonly latitude?: number
  readonly longitude?: number
}

export type Device = 'desktop' | 'mobile' | 'tablet' | 'tv' | 'console' | 'bot' | 'other'

/** What is known of a user agent. */
export interface AgentFacts {
  readonly browser?: string
  readonly browserVersion?: string
  readonly os?: string
  readonly osVersion?: string
  readonly device: Device
  readonly bot: boolean
}

/** The knowledge that documents are enriched with; looked up once per distinct word. */
export interface Enrichers {
  /** Undefined for private addresses, unknown ones and names. */
  locate(address: string): Place | undefined
  readAgent(agent: string): AgentFacts
}
