import type { Service, ServiceModel } from '../record/index.ts'
import { type Slot, type Structure, structureOf, type Traits } from './shape.ts'

/** A service as the wire sees it: every operation and error that its SDK knows, served by the room or not. */
export interface Contract {
  readonly name: string
  readonly model: ServiceModel
  /** Smithy's namespace, e.g. `com.amazonaws.cloudwatch`. */
  readonly namespace: string
  readonly operations: ReadonlyMap<string, OperationContract>
  /** By shape name and by the code that the Query protocol has for it. */
  errorOf(type: string): Structure | undefined
}

export interface OperationContract {
  readonly name: string
  readonly input: Structure
  readonly output: Structure
  readonly http?: Traits['http']
  /** The member of the input or output that is the whole body. */
  readonly inputPayload?: Slot
  readonly outputPayload?: Slot
  /** The output's event stream, e.g. SubscribeToShard's. */
  readonly events?: Slot
}

const OPERATION = 9
const ERROR = -3

/** Loads the SDK's schemas once, at the first request. */
export function contractOf(service: Service, model: ServiceModel): () => Promise<Contract> {
  let loading: Promise<Contract> | undefined
  return () => {
    loading ??= load(service, model).catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

async function load(service: Service, model: ServiceModel): Promise<Contract> {
  const schemas = await model.schemas()
  const operations = new Map<string, OperationContract>()
  const errors = new Map<string, Structure>()
  let namespace = ''
  for (const schema of Object.values(schemas)) {
    if (!Array.isArray(schema)) continue
    if (schema[0] === OPERATION) {
      namespace = String(schema[1])
      const operation = operationOf(schema, service)
      operations.set(operation.name, operation)
    } else if (schema[0] === ERROR) {
      const error = structureOf(schema)
      errors.set(error.name, error)
      const code = error.traits.awsQueryError?.[0]
      if (code && !errors.has(code)) errors.set(code, error)
    }
  }
  return { name: service.name, model, namespace, operations, errorOf: (type) => errors.get(type) }
}

function operationOf(schema: readonly unknown[], service: Service): OperationContract {
  const name = String(schema[2])
  const [input, output] = [schema[4], schema[5]].map((each) => (typeof each === 'function' ? each() : each))
  const inputShape = structureOf(input, service.operations[name]?.members)
  const outputShape = structureOf(output)
  const { http } = (schema[3] || {}) as Traits
  const events = outputShape.members.find((slot) => slot.traits.streaming && slot.shape.kind === 'structure')
  const inputPayload = inputShape.members.find(isPayload)
  const outputPayload = outputShape.members.find(isPayload)
  return {
    name,
    input: inputShape,
    output: outputShape,
    ...(http ? { http } : {}),
    ...(events ? { events } : {}),
    ...(inputPayload ? { inputPayload } : {}),
    ...(outputPayload ? { outputPayload } : {}),
  }
}

const isPayload = (slot: Slot) => slot.traits.httpPayload !== undefined
