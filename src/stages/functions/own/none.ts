import type { OwnFunctionsPorts } from '../ports.ts'

/** Where nobody has functions of their own: a command that only parses. */
export function noOwnFunctions(): OwnFunctionsPorts {
  const refuse = () => {
    throw new Error('There are built-in functions only.')
  }
  return {
    marks: { read: () => undefined, write: refuse, remove: async () => {}, list: () => [] },
    engine: {
      invoke: async () => refuse(),
      retire() {},
      logLines: () => [],
      processes: () => ({}),
      close: async () => {},
    },
    code: {
      keep: async () => refuse(),
      folder: refuse,
      file: refuse,
      list: async () => [],
      sha256: refuse,
      remove: async () => {},
    },
    uuid: refuse,
    sleep: async () => {},
  }
}
