import type { Configuration, Places, RemoteSettings } from '../stages/agent/index.ts'

export interface AgentScreen {
  readonly version: string
  readonly configuration: Configuration
  readonly remote: RemoteSettings
  readonly places: Places
  readonly dataFolder: string
  readonly logFile: string
}

/** What `tailrace agent` prints once it runs. Never a key. */
export function agentScreen(screen: AgentScreen): string {
  const { configuration, remote, places } = screen
  const rows: [string, string][] = [
    ...configuration.flows.map(({ filePattern, destination }, at): [string, string] => {
      const to =
        'stream' in destination
          ? `stream ${destination.stream} at ${places.of.kinesis.shown}`
          : `delivery stream ${destination.deliveryStream} at ${places.of.firehose.shown}`
      return [at === 0 ? 'Sending' : '', `${filePattern} to ${to}`]
    }),
    ['Credentials', credentials(remote)],
    ['Metrics', metrics(screen)],
    ['Positions', screen.dataFolder],
    ['Log', screen.logFile],
  ]
  const unused = configuration.notUsed
  const warnings = [
    ...configuration.warnings,
    ...places.warnings,
    ...(unused.length > 0
      ? [`Not used: ${unused.map(({ key, reason }) => `${key} (${reason})`).join('; ')}.`]
      : []),
  ]
  return [
    `Tailrace ${screen.version} agent`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(13)}${value}`),
    '',
    ...warnings.map((warning) => `  ${warning}`),
    ...(warnings.length > 0 ? [''] : []),
    '  Ctrl-C stops.',
    '',
  ].join('\n')
}

function credentials({ keys, role }: RemoteSettings): string {
  const own = keys ? 'the keys in agent.json' : 'environment, profile, container or instance role'
  return role ? `${own}; with them the role ${role.arn}` : own
}

function metrics({ remote, places }: AgentScreen): string {
  const { areEmitted, namespace, periodMillis } = remote.metrics
  if (!areEmitted) return 'not published (cloudwatch.emitMetrics)'
  return `${namespace} at ${places.of.cloudwatch.shown}, every ${Math.round(periodMillis / 1000)} s`
}
