import type { RoomHealth } from '../../record/index.ts'
import { evaluate, nearest, type Scope } from './core/intrinsics.ts'
import { creationOrder } from './core/order.ts'
import { bindParameters } from './core/parameters.ts'
import { parseTemplate, type Template } from './core/template.ts'
import { errors, TemplateError } from './errors.ts'
import type { StackPorts } from './ports.ts'
import { deliveryStream } from './resources/delivery-stream.ts'
import { kinesisResourcePolicy } from './resources/kinesis-resource-policy.ts'
import { kinesisStream } from './resources/kinesis-stream.ts'
import { kinesisStreamConsumer } from './resources/kinesis-stream-consumer.ts'
import { openSearchDomain } from './resources/opensearch-domain.ts'
import type { Properties, ResourceContext, ResourceType } from './resources/resource-type.ts'
import { s3Bucket } from './resources/s3-bucket.ts'

export { TemplateError } from './errors.ts'
export type { StackPorts } from './ports.ts'

const TYPES = new Map(
  [
    kinesisStream,
    kinesisStreamConsumer,
    kinesisResourcePolicy,
    s3Bucket,
    openSearchDomain,
    deliveryStream,
  ].map((type) => [type.type, type]),
)

export interface DeployedStack {
  readonly name: string
  readonly resources: readonly DeployedResource[]
  readonly outputs: Readonly<Record<string, string>>
}

export interface DeployedResource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly properties: Properties
  readonly change: 'created' | 'updated' | 'unchanged'
}

export interface StackRoom {
  /**
   * Makes what the template says and what is not there yet; resources from an earlier start stay as they are.
   * Throws `TemplateError`. Resources made before a failure stay, and the next deploy goes on from there.
   */
  deploy(
    stack: string,
    template: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<DeployedStack>
  health(): RoomHealth
}

/** The stack room: CloudFormation templates → resources. */
export function createStack(ports: StackPorts): StackRoom {
  let deployed: DeployedStack | undefined
  return {
    async deploy(stack, text, parameters) {
      deployed = await deploy(ports, stack, text, parameters)
      return deployed
    },
    health: () => ({
      room: 'stack',
      state: deployed ? 'ok' : 'starting',
      ...(deployed ? { detail: { stack: deployed.name, resources: deployed.resources.length } } : {}),
    }),
  }
}

async function deploy(
  ports: StackPorts,
  stack: string,
  text: string,
  parameters: Readonly<Record<string, string>>,
): Promise<DeployedStack> {
  const template = parseTemplate(text)
  for (const id of Object.keys(template.resources)) checkType(id, template)
  const refs = new Map<string, unknown>([
    ...pseudoParameters(ports, stack),
    ...bindParameters(template.parameters, parameters),
  ])
  const attributes = new Map<string, Record<string, string>>()
  const scope: Scope = { refs, attributes }
  const resources: DeployedResource[] = []
  for (const id of creationOrder(template.resources)) {
    const resource = await deployResource(ports, stack, template, id, scope)
    resources.push(resource.deployed)
    refs.set(id, resource.ref)
    attributes.set(id, resource.attributes)
  }
  return { name: stack, resources, outputs: outputsOf(template, scope) }
}

function pseudoParameters({ caller }: StackPorts, stack: string): [string, unknown][] {
  return [
    ['AWS::AccountId', caller.account],
    ['AWS::NoValue', null],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', caller.region],
    ['AWS::StackName', stack],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]
}

/** Refuses unknown types and properties before anything is made. */
function checkType(id: string, template: Template) {
  const resource = template.resources[id]
  const type = TYPES.get(resource.Type)
  const line = (...path: string[]) => template.lineOf('Resources', id, ...path)
  if (!type) throw errors.type(id, resource.Type, [...TYPES.keys()], line('Type'))
  for (const name of Object.keys(resource.Properties ?? {})) {
    const served = type.properties[name]
    const place = `Resource ${id}: ${name}`
    if (served === undefined) {
      throw errors.property(
        place,
        type.type,
        nearest(name, Object.keys(type.properties)),
        line('Properties', name),
      )
    }
    if (served !== true) throw errors.propertyNotServed(place, served, line('Properties', name))
  }
  for (const name of type.required) {
    if (resource.Properties?.[name] === undefined) throw errors.missing(id, name)
  }
}

async function deployResource(
  ports: StackPorts,
  stack: string,
  template: Template,
  id: string,
  scope: Scope,
) {
  const resource = template.resources[id]
  const type = TYPES.get(resource.Type) as ResourceType
  const properties = evaluate(resource.Properties ?? {}, scope, `Resource ${id}`) as Properties
  const name = type.name(properties, `${stack}-${id}`)
  const context: ResourceContext = { name, properties, caller: ports.caller, dispatch: ports.dispatch }
  const change = await apply(ports, `cloudformation/${stack}/${id}`, id, type, context)
  return {
    deployed: { logicalId: id, type: type.type, physicalId: name, properties, change },
    ...(await type.describe(context)),
  }
}

async function apply(
  ports: StackPorts,
  key: string,
  id: string,
  type: ResourceType,
  context: ResourceContext,
): Promise<DeployedResource['change']> {
  const known = ports.marks.read(key)
  const wanted = JSON.stringify({ name: context.name, properties: context.properties })
  if (known === wanted) return 'unchanged'
  const before =
    known === undefined ? undefined : (JSON.parse(known) as { name: string; properties: Properties })
  const same = before?.name === context.name
  try {
    if (before && same) await update(id, type, context, before.properties)
    else await create(ports, key, wanted, type, context)
  } catch (error) {
    if (error instanceof TemplateError) throw error
    throw errors.failed(id, type.type, (error as Error).message)
  }
  await ports.marks.write(key, wanted)
  await ports.marks.remove(intentOf(key))
  return before && same ? 'updated' : 'created'
}

const ALREADY_THERE = ['ResourceInUseException', 'ResourceAlreadyExistsException', 'BucketAlreadyOwnedByYou']
const intentOf = (key: string) => `cloudformation-intent/${key}`

/** A crash may come between the creation and its mark: what was being made, the same, counts as made. */
async function create(
  ports: StackPorts,
  key: string,
  wanted: string,
  type: ResourceType,
  context: ResourceContext,
) {
  const interrupted = ports.marks.read(intentOf(key)) === wanted
  await ports.marks.write(intentOf(key), wanted)
  try {
    await type.create(context)
  } catch (error) {
    if (interrupted && ALREADY_THERE.includes((error as Error).name)) {
      // Made, but perhaps not yet all that it was to be.
      await type.update?.(context, {})
      return
    }
    await ports.marks.remove(intentOf(key))
    throw error
  }
}

async function update(id: string, type: ResourceType, context: ResourceContext, before: Properties) {
  const names = new Set([...Object.keys(before), ...Object.keys(context.properties)])
  for (const name of names) {
    const changed = JSON.stringify(before[name]) !== JSON.stringify(context.properties[name])
    if (changed && !type.mutable.includes(name)) throw errors.immutable(id, type.type, name)
  }
  await type.update?.(context, before)
}

function outputsOf(template: Template, scope: Scope): Record<string, string> {
  const outputs = Object.entries(template.outputs)
  return Object.fromEntries(
    outputs.map(([name, output]) => [name, String(evaluate(output.Value, scope, `Output ${name}`))]),
  )
}
