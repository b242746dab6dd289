import { COMMANDS, type Command, type Setting } from './settings.ts'

const WIDTH = 100
const COLUMN = 30

/** `tailrace --help`. */
export function helpForAll(): string {
  const commands = COMMANDS.map((command) => row(`  ${usage(command)}`, command.summary))
  return [
    'Tailrace: access log in, searchable dashboards out.',
    '',
    'Usage: tailrace COMMAND',
    '',
    ...commands,
    '',
    row('  tailrace COMMAND --help', 'the options of a command'),
    row('  tailrace --version', 'the version'),
    '',
    'Without a command: tailrace up --bookstore.',
    '',
  ].join('\n')
}

/** `tailrace COMMAND --help`. */
export function helpFor(command: Command): string {
  const options = command.settings.map((setting) => row(`  ${optionUsage(setting)}`, describe(setting)))
  return [
    `tailrace ${command.name}: ${command.summary}.`,
    '',
    `Usage: ${usage(command)}${command.settings.length > 0 ? ' [OPTIONS]' : ''}`,
    '',
    ...options,
    ...(command.notes ? ['', ...command.notes] : []),
    '',
  ].join('\n')
}

export function optionUsage(setting: Setting): string {
  const short = setting.short ? `-${setting.short}, ` : ''
  return `${short}--${setting.name}${setting.value ? ` ${setting.value}` : ''}`
}

export function describe(setting: Setting): string {
  return setting.default === undefined ? setting.help : `${setting.help} (default ${setting.default})`
}

function usage(command: Command): string {
  return `tailrace ${command.name}${command.operands ? ` ${command.operands}` : ''}`
}

/** Two columns; the right one is wrapped. */
function row(left: string, right: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of right.split(' ')) {
    if (line && line.length + word.length + 1 > WIDTH - COLUMN) {
      lines.push(line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  lines.push(line)
  const indent = ' '.repeat(COLUMN)
  const head = left.length >= COLUMN - 1 ? `${left}\n${indent}` : left.padEnd(COLUMN)
  return head + lines.join(`\n${indent}`)
}
