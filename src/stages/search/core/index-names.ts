import { badIndexName } from '../errors.ts'

/** OpenSearch's rules for a new index's name. */
export function checkIndexName(name: string) {
  const refuse = (why: string) => {
    throw badIndexName(name, why)
  }
  if (name === '') refuse('must not be empty')
  if (/[\\/*?"<>| ,]/.test(name)) {
    refuse('must not contain the following characters [ , ", *, \\, <, |, ,, >, /, ?]')
  }
  if (name.includes('#')) refuse("must not contain '#'")
  if (name.includes(':')) refuse("must not contain ':'")
  if (/^[_\-+]/.test(name)) refuse("must not start with '_', '-', or '+'")
  if (name === '.' || name === '..') refuse("must not be '.' or '..'")
  if (name.toLowerCase() !== name) refuse('must be lowercase')
  const bytes = new TextEncoder().encode(name).length
  if (bytes > 255) refuse(`index name is too long, (${bytes} > 255)`)
  if (/[\u0000-\u001f\u007f]/.test(name)) refuse('must not contain control characters')
}
