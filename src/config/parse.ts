import { closest } from 'fastest-levenshtein'
import { COMMANDS, type Command, type Setting } from './settings.ts'

/** What a command line says. Option values by setting name, in the setting's own type. */
export interface Invocation {
  readonly command: Command
  readonly operands: readonly string[]
  readonly options: Options
}

export type Options = Readonly<Record<string, OptionValue | undefined>>
export type OptionValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** A command line that can't be run, in a sentence for its author. */
export class UsageError extends Error {}

export type Parsed = Invocation | { readonly help: Command | 'all' } | { readonly version: true }

/** Reads `argv` (without node and script). Throws `UsageError`. */
export function parseArguments(argv: readonly string[]): Parsed {
  const [first, ...rest] = argv.length === 0 ? ['up', '--bookstore'] : argv
  if (first === '--help' || first === '-h' || first === 'help') return helpFor(rest[0])
  if (first === '--version' || first === '-V') return { version: true }
  const command = COMMANDS.find(({ name }) => name === first)
  if (!command) throw new UsageError(unknownCommand(first))
  if (rest.includes('--help') || rest.includes('-h')) return { help: command }
  return readCommand(command, rest)
}

function helpFor(name: string | undefined): Parsed {
  if (name === undefined) return { help: 'all' }
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (!command) throw new UsageError(unknownCommand(name))
  return { help: command }
}

function unknownCommand(name: string): string {
  const names = COMMANDS.map((command) => command.name)
  return name.startsWith('-')
    ? `Say first what to do: ${names.map((each) => `tailrace ${each}`).join(', ')}.`
    : `There is no command '${name}'. Did you mean '${closest(name, names)}'? See tailrace --help.`
}

function readCommand(command: Command, words: readonly string[]): Invocation {
  const options: Record<string, OptionValue | undefined> = {}
  for (const setting of command.settings) options[setting.name] = setting.default
  const operands: string[] = []
  const queue = [...words]
  while (queue.length > 0) {
    const word = queue.shift() as string
    if (word === '--') {
      operands.push(...queue.splice(0))
    } else if (word.startsWith('-') && word !== '-') {
      readOption(command, word, queue, options)
    } else {
      operands.push(word)
    }
  }
  checkOperands(command, operands)
  return { command, operands, options }
}

function readOption(
  command: Command,
  word: string,
  queue: string[],
  options: Record<string, OptionValue | undefined>,
) {
  const [name, attached] = word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word, undefined]
  const setting = command.settings.find((each) => name === `--${each.name}` || name === `-${each.short}`)
  if (!setting) throw new UsageError(unknownOption(command, name))
  if (setting.type === 'switch') {
    if (attached !== undefined) throw new UsageError(`${name} takes no value.`)
    options[setting.name] = true
    return
  }
  const value = attached ?? queue.shift()
  if (value === undefined) throw new UsageError(`${name} needs a value: ${name} ${setting.value}.`)
  options[setting.name] = readValue(setting, name, value, options[setting.name])
}

function unknownOption(command: Command, name: string): string {
  const known = command.settings.flatMap((each) => [
    `--${each.name}`,
    ...(each.short ? [`-${each.short}`] : []),
  ])
  return `tailrace ${command.name} has no option ${name}. Did you mean ${closest(name, known)}? See tailrace ${command.name} --help.`
}

function readValue(
  setting: Setting,
  name: string,
  text: string,
  before: OptionValue | undefined,
): OptionValue {
  switch (setting.type) {
    case 'port':
      return whole(name, text, 0, 65_535)
    case 'count':
      return whole(name, text, 0, Number.MAX_SAFE_INTEGER)
    case 'number':
      return positive(name, text)
    case 'choice':
      if (!setting.choices?.includes(text)) {
        throw new UsageError(`${name} is ${setting.choices?.join(' or ')}, not '${text}'.`)
      }
      return text
    case 'account':
      if (!/^\d{12}$/.test(text)) throw new UsageError(`${name} is 12 digits, not '${text}'.`)
      return text
    case 'texts':
      return [...((before as readonly string[]) ?? []), text]
    case 'pairs':
      return { ...(before as Record<string, string>), ...pair(name, text) }
    default:
      return text
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${name} is a whole number from ${min} to ${max}, not '${text}'.`)
  }
  return value
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value))
    throw new UsageError(`${name} is a number above 0, not '${text}'.`)
  return value
}

function pair(name: string, text: string): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`${name} is KEY=VALUE, not '${text}'.`)
  return { [text.slice(0, at)]: text.slice(at + 1) }
}

function checkOperands(command: Command, operands: readonly string[]) {
  if (operands.length < command.minOperands) {
    throw new UsageError(
      `tailrace ${command.name} needs ${command.operands}. See tailrace ${command.name} --help.`,
    )
  }
  if (operands.length > command.maxOperands) {
    const extra = operands[command.maxOperands]
    throw new UsageError(`tailrace ${command.name} does not know what to do with '${extra}'.`)
  }
}
