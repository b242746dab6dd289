import { illegal, invalidRequest } from '../errors.ts'
import { parseAliases } from './aliases.ts'
import { globMatches } from './glob.ts'
import { mergedBody, parseIndexBody } from './index-body.ts'
import { entries, flag, integer, isObject, listOf, type Node, rootNode, text } from './json.ts'
import type { Json } from './merge.ts'

/** Where the room's state keeps templates. */
export const TEMPLATE_KINDS = {
  index: 'index_template/',
  component: 'component_template/',
  legacy: 'template/',
} as const
export type TemplateKind = keyof typeof TEMPLATE_KINDS

export interface NamedTemplate {
  readonly name: string
  readonly template: Json
}

export function templatesOf(
  state: ReadonlyMap<string, unknown>,
  kind: TemplateKind,
): readonly NamedTemplate[] {
  const prefix = TEMPLATE_KINDS[kind]
  return [...state]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, template]) => ({ name: key.slice(prefix.length), template: template as Json }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const READERS = {
  index: {
    index_patterns: listOf(text),
    template: bodyReader,
    composed_of: listOf(text),
    priority: integer(0),
    version: integer(0),
    _meta: objectReader,
    data_stream: objectReader,
    allow_auto_create: flag,
  },
  component: { template: bodyReader, version: integer(0), _meta: objectReader, allow_auto_create: flag },
  legacy: {
    index_patterns: listOf(text),
    order: integer(Number.MIN_SAFE_INTEGER),
    version: integer(0),
    settings: objectReader,
    mappings: objectReader,
    aliases: (node: Node) => parseAliases(node) as Json,
  },
} as const

function bodyReader(node: Node) {
  const { attributes } = parseIndexBody(node, 'template')
  const { aliases, ...body } = node.value as Json
  return aliases === undefined ? body : { ...body, aliases: attributes.aliases ?? {} }
}

function objectReader(node: Node, name: string, owner: string): Json {
  if (isObject(node.value)) return node.value
  throw illegal(`[${owner}] [${name}] must be an object`, node.path)
}

/** A template as it will be kept. Throws with OpenSearch's types for what no template can have. */
export function parseTemplate(kind: TemplateKind, name: string, body: Node): Json {
  checkTemplateName(name)
  const readers = READERS[kind] as Readonly<
    Record<string, (node: Node, name: string, owner: string) => unknown>
  >
  const read: Record<string, unknown> = {}
  for (const [key, value] of entries(body, 'template')) {
    if (!Object.hasOwn(readers, key)) throw illegal(`[index_template] unknown field [${key}]`, value.path)
    read[key] = readers[key](value, key, 'index_template')
  }
  if (kind === 'component') {
    if (read.template === undefined) throw invalidRequest(['template is missing'])
    return read
  }
  const patterns = read.index_patterns as readonly string[] | undefined
  if (!patterns || patterns.length === 0) throw invalidRequest(['index patterns are missing'])
  if (kind === 'legacy') parseIndexBody(rootNode(partsOf(read)), 'template')
  return read
}

function checkTemplateName(name: string) {
  if (name === '' || /[\s,#*]/.test(name) || name.startsWith('_') || name.toLowerCase() !== name) {
    throw illegal(
      `Invalid template name [${name}]: it must be lowercase, must not begin with _ and must not contain a space, a comma, # or *`,
    )
  }
}

const partsOf = ({ settings, mappings, aliases }: Json): Json => ({
  ...(settings === undefined ? {} : { settings }),
  ...(mappings === undefined ? {} : { mappings }),
  ...(aliases === undefined ? {} : { aliases }),
})

/** What a new index of some name is made of, by the templates that there are. */
export interface Composed {
  readonly name: string
  readonly body: Json
  readonly dataStream?: Json
}

/** The index template of the highest priority that fits; without one, all legacy templates that fit. */
export function templateFor(name: string, state: ReadonlyMap<string, unknown>): Composed | undefined {
  const [best] = templatesOf(state, 'index')
    .filter(({ template }) => fits(template, name))
    .sort((a, b) => Number(b.template.priority ?? 0) - Number(a.template.priority ?? 0))
  if (best) return composed(best, state)
  const legacy = templatesOf(state, 'legacy')
    .filter(({ template }) => fits(template, name))
    .sort((a, b) => Number(a.template.order ?? 0) - Number(b.template.order ?? 0))
  if (legacy.length === 0) return undefined
  const body = legacy.reduce<Json>((under, { template }) => mergedBody(under, partsOf(template)), {})
  return { name: legacy[legacy.length - 1].name, body }
}

export function composed({ name, template }: NamedTemplate, state: ReadonlyMap<string, unknown>): Composed {
  const components = ((template.composed_of as readonly string[] | undefined) ?? []).map(
    (component) =>
      (state.get(`${TEMPLATE_KINDS.component}${component}`) as Json | undefined)?.template as Json,
  )
  const parts = [...components, template.template as Json | undefined].filter((part) => part !== undefined)
  const body = parts.reduce<Json>((under, part) => mergedBody(under, part), {})
  return {
    name,
    body,
    ...(template.data_stream === undefined ? {} : { dataStream: template.data_stream as Json }),
  }
}

const fits = (template: Json, name: string) =>
  (template.index_patterns as readonly string[]).some((pattern) => globMatches(pattern, name))

/** Another template of the same priority that could fit the same names. */
export function clashing(
  name: string,
  template: Json,
  state: ReadonlyMap<string, unknown>,
): NamedTemplate | undefined {
  const patterns = template.index_patterns as readonly string[]
  return templatesOf(state, 'index').find(
    (other) =>
      other.name !== name &&
      Number(other.template.priority ?? 0) === Number(template.priority ?? 0) &&
      (other.template.index_patterns as readonly string[]).some((one) =>
        patterns.some((two) => overlap(one, two)),
      ),
  )
}

/** Whether some name fits both patterns; right for patterns with one star at their end, near enough for others. */
function overlap(a: string, b: string): boolean {
  const [headA] = a.split('*')
  const [headB] = b.split('*')
  const heads = headA.startsWith(headB) || headB.startsWith(headA)
  if (!a.includes('*')) return globMatches(b, a)
  if (!b.includes('*')) return globMatches(a, b)
  return heads
}
