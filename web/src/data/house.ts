import type { RoomHealth } from '../../../src/record/health.ts'
import type { ConsoleInfo } from '../../../src/stages/console/info.ts'

export type { ConsoleInfo, RoomHealth }

export interface HouseHealth {
  readonly status: 'ok' | 'starting' | 'failing' | 'lost'
  readonly rooms: readonly RoomHealth[]
}

/** 503 carries the report too: it is an answer, not a failure. */
export async function fetchHealth(): Promise<HouseHealth> {
  try {
    return await (await fetch('/health')).json()
  } catch {
    return { status: 'lost', rooms: [] }
  }
}

export async function fetchInfo(): Promise<ConsoleInfo | undefined> {
  try {
    return await (await fetch('/api/info')).json()
  } catch {
    return undefined
  }
}

export interface Field {
  readonly name: string
  readonly type: string
}

/** The union of all indices' fields, by name. */
export async function fetchFields(index: string): Promise<readonly Field[]> {
  const response = await fetch(`/api/mapping?index=${encodeURIComponent(index)}`)
  if (!response.ok) return []
  type Properties = Record<string, { type?: string; properties?: Properties }>
  const indices = (await response.json()) as Record<string, { mappings?: { properties?: Properties } }>
  const fields = new Map<string, string>()
  const walk = (properties: Properties, prefix: string) => {
    for (const [name, { type, properties: inner }] of Object.entries(properties)) {
      if (inner) walk(inner, `${prefix}${name}.`)
      if (type) fields.set(prefix + name, type)
    }
  }
  for (const { mappings } of Object.values(indices)) walk(mappings?.properties ?? {}, '')
  return [...fields].map(([name, type]) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
