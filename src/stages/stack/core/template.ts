import {
  type CollectionTag,
  type Document,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type ScalarTag,
} from 'yaml'
import { errors } from '../errors.ts'

/** A template as data: short forms (`!Ref x`) are written out as `{Ref: 'x'}`. */
export interface Template {
  readonly description?: string
  readonly parameters: Readonly<Record<string, Record<string, unknown>>>
  readonly resources: Readonly<Record<string, ResourceDefinition>>
  readonly outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>
  /** Line of the value under this path, from 1. */
  lineOf(...path: readonly (string | number)[]): number | undefined
}

export interface ResourceDefinition {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: string | readonly string[]
}

const SECTIONS = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Resources', 'Outputs']
const ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy']

/** Every short form that CloudFormation knows is read, so that one which is not served is refused by its name. */
const SHORT_FORMS = [
  'Ref',
  'Condition',
  ...[
    'GetAtt',
    'Sub',
    'Join',
    'If',
    'Equals',
    'And',
    'Or',
    'Not',
    'Select',
    'Split',
    'FindInMap',
    'ImportValue',
  ],
  ...['Base64', 'Cidr', 'GetAZs', 'Transform', 'Length', 'ToJsonString', 'ForEach'],
]

const longName = (short: string) => (short === 'Ref' || short === 'Condition' ? short : `Fn::${short}`)

const tags = SHORT_FORMS.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const tag = `!${name}`
  const wrap = (value: unknown) => ({ [longName(name)]: value })
  return [
    { tag, resolve: (text: string) => wrap(name === 'GetAtt' ? text.split(/\.(.*)/s, 2) : text) },
    { tag, collection: 'seq', resolve: (seq) => wrap(seq.toJSON()) },
    { tag, collection: 'map', resolve: (map) => wrap(map.toJSON()) },
  ] as (ScalarTag | CollectionTag)[]
})

/** Reads a YAML or JSON template. Throws `TemplateError` naming the line. */
export function parseTemplate(text: string): Template {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    customTags: tags,
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
  })
  if (document.errors.length > 0) throw errors.syntax(document.errors[0].message)
  const root = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown> | null
  if (!root || typeof root !== 'object' || Array.isArray(root)) throw errors.notATemplate()
  const lineOf = (...path: readonly (string | number)[]) => findLine(document, lines, path)
  for (const name of Object.keys(root)) if (!SECTIONS.includes(name)) throw errors.section(name, lineOf(name))
  const resources = section(root, 'Resources') as Record<string, ResourceDefinition>
  if (Object.keys(resources).length === 0) throw errors.notATemplate()
  for (const [id, resource] of Object.entries(resources)) checkResource(id, resource, lineOf)
  return {
    ...(typeof root.Description === 'string' ? { description: root.Description } : {}),
    parameters: section(root, 'Parameters') as Template['parameters'],
    resources,
    outputs: section(root, 'Outputs') as Template['outputs'],
    lineOf,
  }
}

function section(root: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = root[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw errors.malformed(name, 'Template', 'a map')
  return value as Record<string, unknown>
}

function checkResource(id: string, resource: ResourceDefinition, lineOf: Template['lineOf']) {
  const place = `Resource ${id}`
  if (!resource || typeof resource.Type !== 'string') throw errors.malformed('Type', place, 'a string')
  for (const name of Object.keys(resource)) {
    if (!ATTRIBUTES.includes(name)) throw errors.attribute(id, name, lineOf('Resources', id, name))
  }
}

function findLine(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && item.key.value === last)
    : undefined
  const node = (pair?.key ?? document.getIn(path, true)) as { range?: readonly number[] } | undefined
  return node?.range ? lines.linePos(node.range[0]).line : undefined
}
