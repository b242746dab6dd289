import { expect, test } from 'vitest'
import { FormatError } from '../../errors.ts'
import { createCandidates } from '../candidates.ts'
import { describeFormat } from '../explain.ts'
import { formatNames, headerFormats, resolveFormat } from './named.ts'

test('every name resolves', () => {
  for (const name of formatNames) expect(resolveFormat(name).name, name).toBeTruthy()
  expect(() => createCandidates(headerFormats)).not.toThrow()
})

test.each([
  [
    '$remote_adr [$time_local]',
    'Unknown variable $remote_adr at position 1 of the log format. Did you mean $remote_addr?',
  ],
  [
    '$remote_addr $statuss',
    'Unknown variable $statuss at position 14 of the log format. Did you mean $status?',
  ],
  ['$remote_addr $', 'The variable $ at position 14 of the log format is not finished.'],
  ['%h %l %G', 'Unknown variable %G at position 7 of the log format.'],
  ['%h %d', 'Unknown variable %d at position 4 of the log format. Did you mean %D?'],
  ['%h %i', '%i at position 4 of the log format needs a name, as in %{Name}i.'],
  [
    '%h %{User-Agnt}i',
    'Unknown variable %{User-Agnt}i at position 4 of the log format. Did you mean %{user-agent}i?',
  ],
  ['%h %{mss}T', 'Unknown variable %{mss}T at position 4 of the log format. Did you mean %{ms}T?'],
  ['%h %{%Q}t', "The time format at position 4 of the log format has %Q, which can't be read back."],
  ['%h%u', 'Nothing stands between %h (position 1) and %u (position 3) of the log format'],
  ['$remote_addr$status', 'Nothing stands between $remote_addr (position 1) and $status (position 13)'],
  ['combnied', "No log format is called 'combnied'. Did you mean 'combined'?"],
  ['', 'The log format is empty.'],
  ['log_format main;', 'The log_format statement has no format string in quotes.'],
  ['LogFormat combined', 'The LogFormat statement has no format string in quotes.'],
  ['log_format x escape=yes $status', 'Unknown variable escape=yes'],
])('refuses %j', (format, sentence) => {
  expect(() => resolveFormat(format)).toThrow(FormatError)
  expect(() => resolveFormat(format)).toThrow(sentence)
})

test('a variable made with set or map is a field of its own name', () => {
  const { fields } = describeFormat('$remote_addr "$loggable_tenant" $status')
  expect(fields).toEqual([
    { variable: '$remote_addr', field: 'host' },
    { variable: '$loggable_tenant', field: 'loggable_tenant' },
    { variable: '$status', field: 'status' },
  ])
})

test('two variables of one meaning: the better has the field, the other its own name', () => {
  const names = (format: string) => describeFormat(format).fields.map(({ field }) => field)
  expect(names('$http_x_forwarded_for $remote_addr')).toEqual(['http_x_forwarded_for', 'host'])
  expect(names('$bytes_sent $body_bytes_sent $uri "$request"')).toEqual([
    'bytes_sent',
    'bytes',
    'log_uri',
    'request',
  ])
  expect(names('%h %T %D %s %>s')).toEqual([
    'host',
    'request_time_s',
    'request_time',
    'original_status',
    'status',
  ])
})

test('describes a format with its own notation', () => {
  expect(describeFormat("log_format main '$remote_addr' ' $status';")).toMatchObject({
    name: 'main',
    title: 'nginx log_format "main"',
    notation: '$remote_addr $status',
  })
})
