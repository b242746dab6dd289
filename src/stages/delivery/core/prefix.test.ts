import { expect, test } from 'vitest'
import { errorPrefix, evaluatePrefix, objectPrefix, type Prefix } from './prefix.ts'

const evaluate = (prefix: Prefix, errorType?: string) => {
  let made = 0
  return evaluatePrefix(prefix, {
    time: Date.UTC(2026, 10, 20, 13, 5),
    zone: 'UTC',
    uuid: () => `${++made}46b6c7f-0b8a-43b9-b35d-6489e6daee91`,
    errorType,
  })
}

test.each([
  ['', '2026/11/20/13/'],
  ['app', 'app2026/11/20/13/'],
  ['app/', 'app/2026/11/20/13/'],
  ['year=!{timestamp:yyyy}/', 'year=2026/'],
  ["!{timestamp:'year='yyyy'/month='MM'/'}x/", 'year=2026/month=11/x/'],
  ['r=!{firehose:random-string}/', 'r=146b6c7f-0b/2026/11/20/13/'],
  ['!{timestamp:HH}!{firehose:random-string}-!{firehose:random-string}/', '13146b6c7f-0b-246b6c7f-0b/'],
  ["!{timestamp:'}'HH}", '}13'],
])('prefix %s', (text, expected) => expect(evaluate(objectPrefix(text))).toBe(expected))

test.each([
  [undefined, '', 'processing-failed/2026/11/20/13/'],
  [undefined, 'logs/', 'logs/processing-failed/2026/11/20/13/'],
  ['failed/', 'logs/', 'failed/processing-failed/2026/11/20/13/'],
  ['!{firehose:error-output-type}/', '!{timestamp:yyyy}/', 'processing-failed/'],
  ['e/!{firehose:error-output-type}/!{timestamp:yyyy/MM}/', '', 'e/processing-failed/2026/11/'],
])('error prefix %s beside prefix %s', (text, object, expected) => {
  expect(evaluate(errorPrefix(text, object), 'processing-failed')).toBe(expected)
})

test.each([
  ['a!{timestamp:yyyy', 'no closing brace'],
  ['!{yyyy}', 'not of the form !{namespace:value}'],
  ['!{timestamp:}', 'has no pattern'],
  ['!{timestamp:foo}', "'!{timestamp:foo}': the letter 'f'"],
  ['!{firehose:uuid}', 'is unknown'],
  ['!{firehose:error-output-type}/', 'belongs in ErrorOutputPrefix'],
  ['!{partitionKeyFromQuery:customer}/', 'need DynamicPartitioningConfiguration'],
])('refuses the prefix %s', (text, why) => expect(() => objectPrefix(text)).toThrow(why))

test('refuses error prefixes that would mix kinds of failures, or that are missing', () => {
  expect(() => errorPrefix(undefined, '!{timestamp:yyyy}/')).toThrow(
    "ErrorOutputPrefix can't be null when Prefix contains expressions",
  )
  expect(() => errorPrefix('!{timestamp:yyyy}/', '')).toThrow('must contain !{firehose:error-output-type}')
})
