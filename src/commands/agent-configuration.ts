import type { Flow } from '../stages/agent/index.ts'
export function readAgentConfiguration(file: string): {
  flows: readonly Flow[]
  warnings: readonly string[]
} {
  throw new Error(`${file}: not yet`)
}
