import type { AgentStatus } from './index.ts'
import type { Totals } from './tally.ts'

/** How far the agent is, as it writes it into its log now and then. Without `status`: no file is followed any more. */
export function statusLine(totals: Totals, uptimeMillis: number, status?: AgentStatus): string {
  const files = status?.flows.flatMap((flow) => flow.files) ?? []
  const behind = files.reduce((sum, { lagBytes }) => sum + lagBytes, 0)
  const trouble = [
    totals.recordsRefused > 0 ? `${totals.recordsRefused} refused and sent again` : '',
    totals.requestsFailed > 0 ? `${totals.requestsFailed} of ${totals.requests} requests failed` : '',
  ].filter(Boolean)
  return [
    `Progress: ${totals.recordsRead} records parsed (${totals.bytesRead} bytes)`,
    `${totals.recordsSent} records sent${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}`,
    ...(status ? [`${files.length} file(s) followed, ${behind} bytes behind`] : []),
    `uptime ${Math.round(uptimeMillis / 1000)} s`,
  ].join('; ')
}
