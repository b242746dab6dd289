import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser'
import { notJson, type Path, parsing } from '../errors.ts'

/** As deep as Jackson, OpenSearch's JSON reader, goes. */
const MAX_DEPTH = 1000

/** Strict JSON; an error names line and column. */
export function parseJson(text: string): unknown {
  if (tooDeep(text)) throw parsing(`the JSON is nested more than ${MAX_DEPTH} deep`)
  try {
    return JSON.parse(text)
  } catch {
    throw explained(text)
  }
}

function explained(text: string) {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  const [first] = errors
  if (!first) return notJson('Unexpected character in a number or string', 1, 1)
  const { line, column } = placeOf(text, first.offset)
  const found = first.offset >= text.length ? 'the end of the input' : `'${text[first.offset]}'`
  return notJson(`Unexpected ${found}: ${printParseErrorCode(first.error)}`, line, column)
}

function tooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 92) at++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === 125 || code === 93) depth--
  }
  return false
}

/** Line and column, both from 1, of the value at `path`. */
export function locate(text: string, path: Path): { line: number; column: number } | undefined {
  const root = parseTree(text)
  const node = root && findNodeAtLocation(root, [...path])
  return node && placeOf(text, node.offset)
}

function placeOf(text: string, offset: number) {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}
