import type { OwnFunction, Version } from './definition.ts'

/** The function with its code and configuration as a new version; itself where they are those of the newest one. */
export function published(
  own: OwnFunction,
  { uuid }: { readonly uuid: () => string },
  description?: string,
): OwnFunction {
  const newest = own.versions.at(-1)
  if (newest && isSame(own.latest, newest)) return own
  const number = own.lastVersion + 1
  const version: Version = {
    ...own.latest,
    version: String(number),
    revision: uuid(),
    ...(description === undefined ? {} : { description }),
  }
  return { ...own, versions: [...own.versions, version], lastVersion: number }
}

/** Lambda makes no new version of what has not changed; the description alone is no change. */
function isSame(a: Version, b: Version): boolean {
  const substance = ({ version, revision, modified, description, ...rest }: Version) => JSON.stringify(rest)
  return substance(a) === substance(b)
}
