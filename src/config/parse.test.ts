import { expect, test } from 'vitest'
import { helpFor, helpForAll } from './help.ts'
import { type Invocation, parseArguments, UsageError } from './parse.ts'
import { COMMANDS } from './settings.ts'

const options = (...argv: string[]) => (parseArguments(argv) as Invocation).options

test('no arguments mean up --bookstore', () => {
  const parsed = parseArguments([]) as Invocation
  expect(parsed.command.name).toBe('up')
  expect(parsed.options).toMatchObject({
    bookstore: true,
    'port-console': 5601,
    host: '127.0.0.1',
    from: 'start',
  })
})

test('options, attached values, repeated ones, pairs and operands', () => {
  const parsed = parseArguments([
    ...['up', 'a.log', '--from=end', '-p', 'A=1', '-p', 'B=x=y', '--format', 'combined'],
    ...['--format', '$host', '--', '--odd.log'],
  ]) as Invocation
  expect(parsed.operands).toEqual(['a.log', '--odd.log'])
  expect(parsed.options).toMatchObject({
    from: 'end',
    parameter: { A: '1', B: 'x=y' },
    format: ['combined', '$host'],
  })
  expect((parseArguments(['import', '-']) as Invocation).operands).toEqual(['-'])
  expect(options('bookstore', '--rate', '2.5').rate).toBe(2.5)
})

test.each([
  [['upp'], "There is no command 'upp'. Did you mean 'up'?"],
  [['up', '--port-serch', '1'], 'tailrace up has no option --port-serch. Did you mean --port-search?'],
  [['up', '--port-aws', '70000'], "--port-aws is a whole number from 0 to 65535, not '70000'."],
  [['up', '--from', 'middle'], "--from is start or end, not 'middle'."],
  [['up', '--data'], '--data needs a value: --data DIR.'],
  [['up', '--bookstore=yes'], '--bookstore takes no value.'],
  [['up', '-p', 'x'], "-p is KEY=VALUE, not 'x'."],
  [['import'], 'tailrace import needs LOG….'],
  [['check', 'a', 'b'], "tailrace check does not know what to do with 'b'."],
  [['bookstore', '--rate', '0'], "--rate is a number above 0, not '0'."],
  [['--data', 'x'], 'Say first what to do: tailrace up'],
])('refuses %j', (argv, sentence) => {
  expect(() => parseArguments(argv)).toThrow(UsageError)
  expect(() => parseArguments(argv)).toThrow(sentence)
})

test('help names every command and every option', () => {
  for (const command of COMMANDS) {
    expect(helpForAll()).toContain(`tailrace ${command.name}`)
    for (const setting of command.settings) expect(helpFor(command)).toContain(`--${setting.name}`)
  }
  expect(parseArguments(['up', '--help'])).toMatchObject({ help: { name: 'up' } })
  expect(parseArguments(['--help'])).toEqual({ help: 'all' })
})
