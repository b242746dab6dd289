import { globMatches } from '../../core/glob.ts'
import { parseIndexBody } from '../../core/index-body.ts'
import {
  clashing,
  composed,
  parseTemplate,
  TEMPLATE_KINDS,
  type TemplateKind,
  templateFor,
  templatesOf,
} from '../../core/index-templates.ts'
import { isObject, rootNode } from '../../core/json.ts'
import { showMapping } from '../../core/mapping/index.ts'
import { type Json, merged } from '../../core/merge.ts'
import { nested, parseSettings } from '../../core/settings.ts'
import { bodyRequired, illegal, legacyTemplateMissing, noSuchTemplate } from '../../errors.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const PATHS: Readonly<Record<TemplateKind, string>> = {
  index: '/_index_template',
  component: '/_component_template',
  legacy: '/_template',
}
const WORDS: Readonly<Record<TemplateKind, string>> = {
  index: 'index template',
  component: 'component template',
  legacy: 'index_template',
}

export function templateRoutes(room: Room): readonly Route[] {
  return [
    ...(['index', 'component', 'legacy'] as const).flatMap((kind) => routesOf(room, kind)),
    {
      methods: ['POST'],
      paths: ['/_index_template/_simulate', '/_index_template/_simulate/{name}'],
      parameters: [...CLUSTER_PARAMETERS, 'create', 'cause'],
      run: (call) => simulateTemplate(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/_index_template/_simulate_index/{name}'],
      parameters: [...CLUSTER_PARAMETERS, 'create', 'cause'],
      run: (call) => simulateIndex(room, call),
    },
  ]
}

function routesOf(room: Room, kind: TemplateKind): readonly Route[] {
  const path = PATHS[kind]
  return [
    {
      methods: ['PUT', 'POST'],
      paths: [`${path}/{name}`],
      parameters: [...CLUSTER_PARAMETERS, 'create', 'cause', 'order'],
      run: (call) => put(room, kind, call),
    },
    {
      methods: ['GET'],
      paths: [path, `${path}/{name}`],
      parameters: [...CLUSTER_PARAMETERS, 'flat_settings', 'local'],
      run: (call) => get(room, kind, call),
    },
    {
      methods: ['HEAD'],
      paths: [`${path}/{name}`],
      parameters: [...CLUSTER_PARAMETERS, 'flat_settings', 'local'],
      run: (call) => {
        const there = call.place.name.split(',').every((name) => named(room, kind, name).length > 0)
        return { status: there ? 200 : 404, body: '' }
      },
    },
    {
      methods: ['DELETE'],
      paths: [`${path}/{name}`],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => remove(room, kind, call),
    },
  ]
}

async function put(room: Room, kind: TemplateKind, call: RouteCall): Promise<Answer> {
  const { engine } = room
  const { name } = call.place
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const order = call.parameters.text('order')
  const whole =
    order !== undefined && kind === 'legacy' && isObject(body) ? { ...body, order: Number(order) } : body
  const template = parseTemplate(kind, name, rootNode(whole))
  const key = `${TEMPLATE_KINDS[kind]}${name}`
  if (call.parameters.flag('create', false) && engine.state().has(key))
    throw illegal(`${WORDS[kind]} [${name}] already exists`)
  if (kind === 'index') checkComposition(room, name, template)
  await engine.change({ state: { [key]: template } })
  return ok({ acknowledged: true })
}

/** Components must be there, the whole must be sound, and no other template may fit the same names as well. */
function checkComposition({ engine }: Room, name: string, template: Json) {
  const state = engine.state()
  const absent = ((template.composed_of ?? []) as readonly string[]).filter(
    (one) => !state.has(`${TEMPLATE_KINDS.component}${one}`),
  )
  if (absent.length > 0)
    throw illegal(
      `index template [${name}] specifies component templates [${absent.join(', ')}] that do not exist`,
    )
  const other = clashing(name, template, state)
  if (other)
    throw illegal(
      `index template [${name}] has index patterns [${String(template.index_patterns)}] matching patterns from existing templates ` +
        `[${other.name}] with patterns (${other.name} => [${String(other.template.index_patterns)}]) that have the same priority ` +
        `[${template.priority ?? 0}], multiple index templates may not match during index creation, please use a different priority`,
    )
  parseIndexBody(rootNode(composed({ name, template }, state).body), 'template')
}

const named = ({ engine }: Room, kind: TemplateKind, pattern: string) =>
  templatesOf(engine.state(), kind).filter(({ name }) => globMatches(pattern, name))

function get(room: Room, kind: TemplateKind, call: RouteCall): Answer {
  const patterns = call.place.name?.split(',') ?? ['*']
  const found = patterns.flatMap((pattern) => {
    const some = named(room, kind, pattern)
    if (some.length === 0 && kind !== 'legacy' && !pattern.includes('*'))
      throw noSuchTemplate(WORDS[kind], pattern)
    return some
  })
  const flat = call.parameters.flag('flat_settings', false)
  if (kind === 'legacy') {
    const empty = found.length === 0 && call.place.name !== undefined && !call.place.name.includes('*')
    const body = Object.fromEntries(found.map(({ name, template }) => [name, showLegacy(template, flat)]))
    return { status: empty ? 404 : 200, body }
  }
  const list = found.map(({ name, template }) => ({
    name,
    [`${kind}_template`]: showTemplate(template, kind, flat),
  }))
  return ok({ [`${kind}_templates`]: list })
}

function showLegacy(template: Json, flat: boolean) {
  const { order = 0, settings = {}, mappings = {}, aliases = {} } = template
  return { ...template, order, settings: showSettings(settings, flat), mappings, aliases }
}

function showTemplate(template: Json, kind: TemplateKind, flat: boolean) {
  const body = (template.template ?? {}) as Json
  const shown = body.settings === undefined ? body : { ...body, settings: showSettings(body.settings, flat) }
  const whole = template.template === undefined ? template : { ...template, template: shown }
  return kind === 'index' ? { composed_of: [], ...whole } : whole
}

function showSettings(settings: unknown, flat: boolean) {
  const entries = Object.entries(parseSettings(rootNode(settings))).map(([name, value]) => [
    `index.${name}`,
    value,
  ])
  const all = Object.fromEntries(entries) as Json
  return flat ? all : nested(all)
}

async function remove(room: Room, kind: TemplateKind, call: RouteCall): Promise<Answer> {
  const state: Record<string, null> = {}
  for (const pattern of call.place.name.split(',')) {
    const found = named(room, kind, pattern)
    if (found.length === 0 && !pattern.includes('*')) throw legacyTemplateMissing(pattern)
    for (const { name } of found) {
      checkUnused(room, kind, name)
      state[`${TEMPLATE_KINDS[kind]}${name}`] = null
    }
  }
  await room.engine.change({ state })
  return ok({ acknowledged: true })
}

function checkUnused({ engine, catalogue }: Room, kind: TemplateKind, name: string) {
  if (kind === 'component') {
    const users = templatesOf(engine.state(), 'index').filter(({ template }) =>
      (template.composed_of as readonly string[] | undefined)?.includes(name),
    )
    if (users.length > 0)
      throw illegal(
        `component templates [${name}] cannot be removed as they are still in use by index templates [${users.map((one) => one.name).join(', ')}]`,
      )
  }
  if (kind !== 'index') return
  const streams = [...catalogue.directory().streams.keys()].filter(
    (one) => catalogue.stream(one)?.template === name,
  )
  if (streams.length > 0)
    throw illegal(
      `unable to remove composable templates [${name}] as they are in use by a data streams [${streams.join(', ')}]`,
    )
}

/** What an index of a template would be made of. */
function resolved(body: Json) {
  const { mapping, attributes } = parseIndexBody(rootNode(body))
  const settings = Object.fromEntries(
    Object.entries(attributes.settings ?? {}).map(([name, value]) => [`index.${name}`, value]),
  )
  return {
    settings: nested(settings),
    mappings: showMapping(mapping, attributes.rules),
    aliases: attributes.aliases ?? {},
  }
}

function simulateTemplate(room: Room, call: RouteCall): Answer {
  const body = call.json()
  const { name = '' } = call.place
  if (body !== undefined) {
    const template = parseTemplate('index', name === '' ? 'simulated' : name, rootNode(body))
    return ok({ template: resolved(composed({ name, template }, room.engine.state()).body), overlapping: [] })
  }
  const [found] = named(room, 'index', name)
  if (!found) throw illegal(`unable to simulate template [${name}] that does not exist`)
  return ok({ template: resolved(composed(found, room.engine.state()).body), overlapping: [] })
}

function simulateIndex({ engine }: Room, call: RouteCall): Answer {
  const { name } = call.place
  const body = call.json()
  const state = new Map(engine.state())
  if (body !== undefined) {
    const template = merged(
      { priority: Number.MAX_SAFE_INTEGER },
      parseTemplate('index', 'simulated', rootNode(body)),
    )
    state.set(`${TEMPLATE_KINDS.index}simulated`, { ...template, priority: Number.MAX_SAFE_INTEGER })
  }
  const found = templateFor(name, state)
  return found ? ok({ template: resolved(found.body), overlapping: [] }) : ok({})
}
