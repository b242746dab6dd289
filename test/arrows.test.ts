import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// The "never" arrows of ARCHITECTURE.md, kept by looking at every import.

const root = fileURLToPath(new URL('..', import.meta.url))
const isTest = (file: string) => file.endsWith('.test.ts')

function filesIn(folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules') && !file.includes('/dist/'))
}

const sources = filesIn('src', ['.ts']).filter((file) => !isTest(file))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/** Imports of a file; ours as paths from the root, others as written. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/g,
  )
  return [...found].map(([, type, to]) => ({
    from: file,
    to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to,
    typeOnly: type !== undefined,
  }))
}

const imports = sources.flatMap(importsOf)
const room = (path: string) => /^src\/(stages|engines)\/([^/]+)/.exec(path)?.slice(1, 3) ?? []
const show = ({ from, to }: Import) => `${from} → ${to}`

test('there is something to look at', () => {
  expect(imports.length).toBeGreaterThan(100)
})

test('1. record, wire, observe and config import nothing of ours but themselves', () => {
  const allowed: Record<string, RegExp> = {
    record: /^src\/record\//,
    wire: /^src\/(wire|record)\//,
    observe: /^src\/(observe|record)\//,
    config: /^src\/(config)\//,
  }
  const wrong = imports.filter(({ from, to }) => {
    const rule = allowed[from.split('/')[1]]
    return rule && to.startsWith('src/') && !rule.test(to)
  })
  expect(wrong.map(show)).toEqual([])
})

test('2. a stage never imports another stage', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [fromKind, fromRoom] = room(from)
    const [toKind, toRoom] = room(to)
    return fromKind === 'stages' && toKind === 'stages' && fromRoom !== toRoom
  })
  expect(wrong.map(show)).toEqual([])
})

test("3. a stage never imports an engine; an engine sees only record/ and its own room's ports.ts", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [fromKind, fromRoom] = room(from)
    if (!to.startsWith('src/')) return false
    if (fromKind === 'stages') return to.startsWith('src/engines/')
    if (fromKind !== 'engines') return false
    const own = to.startsWith(`src/engines/${fromRoom}/`) || to === `src/stages/${fromRoom}/ports.ts`
    return !own && !to.startsWith('src/record/')
  })
  expect(wrong.map(show)).toEqual([])
})

test('4. record/ and every core/ never touch clock, chance, disk, net or environment', () => {
  const pure = sources.filter((file) => file.startsWith('src/record/') || file.includes('/core/'))
  const forbidden =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bperformance\.|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/
  const impure =
    /^(node:)?(fs|fs\/promises|net|http|http2|https|dgram|dns|tls|child_process|worker_threads|os|timers|timers\/promises)$/
  const wrong = pure.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const call = forbidden.exec(text)
    const disk = importsOf(file).find(({ to, typeOnly }) => !typeOnly && impure.test(to))
    return [...(call ? [`${file}: ${call[0]}`] : []), ...(disk ? [show(disk)] : [])]
  })
  expect(wrong).toEqual([])
})

test('5. only config/ and main.ts read the environment and the arguments', () => {
  const wrong = sources.filter((file) => {
    if (file === 'src/main.ts' || file.startsWith('src/config/')) return false
    return /process\.(env|argv)\b/.test(readFileSync(join(root, file), 'utf8'))
  })
  expect(wrong).toEqual([])
})

test('7. the page imports types only', () => {
  // web/mock is a server to develop against and goes into no bundle.
  const page = filesIn('web/src', ['.ts', '.tsx']).flatMap(importsOf)
  const wrong = page.filter(({ to, typeOnly }) => to.startsWith('src/') && !typeOnly)
  expect(wrong.map(show)).toEqual([])
})

test('a heavy library is imported in exactly one file', () => {
  const heavy = [
    'lmdb',
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    'mmdb-lib',
    'bowser',
    'isbot',
    'fastify',
    'yaml',
    '@smithy/core/schema',
    '@aws-sdk/xml-builder',
  ]
  for (const library of heavy) {
    const importers = new Set(
      imports.filter(({ to, typeOnly }) => to === library && !typeOnly).map(({ from }) => from),
    )
    // Engines share nothing: each has its one file.
    const places = new Set([...importers].map((file) => room(file).join('/')))
    const once =
      importers.size <= 1 ||
      (['lmdb', '@duckdb/node-api'].includes(library) && places.size === importers.size)
    expect([library, once || [...importers]]).toEqual([library, true])
  }
})
