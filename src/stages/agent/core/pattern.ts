import picomatch from 'picomatch'
import { folderInPattern, folderPattern } from '../errors.ts'

/** A filePattern: one folder, and which of its file names are meant. */
export interface FilePattern {
  readonly text: string
  readonly folder: string
  /** The one name, if the pattern has no wildcard. */
  readonly name: string | undefined
  matches(name: string): boolean
}

/** `path` is absolute. Throws when it has wildcards in its folders or names a folder. */
export function filePattern(path: string, literal: boolean): FilePattern {
  const slash = path.lastIndexOf('/')
  const folder = path.slice(0, slash) || '/'
  const name = path.slice(slash + 1)
  if (name === '') throw folderPattern(path)
  if (!literal && isGlob(folder)) throw folderInPattern(path)
  if (literal || !isGlob(name)) {
    return { text: path, folder, name, matches: (candidate) => candidate === name }
  }
  // As in a shell, `*` does not mean hidden files.
  const match = picomatch(name, { nonegate: true, noext: true })
  return { text: path, folder, name: undefined, matches: (candidate) => match(candidate) }
}

export function isGlob(text: string): boolean {
  return /[*?[\]{}]/.test(text)
}

/** The part of a log's name that its rotated copies share: `access` of `access.log`, `access-2026.log`, `access.log.1`. */
export function stemOf(name: string): string {
  const dot = name.indexOf('.', 1)
  return dot < 0 ? name : name.slice(0, dot)
}
