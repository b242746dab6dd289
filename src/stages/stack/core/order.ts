import { errors } from '../errors.ts'
import { referencesOf } from './intrinsics.ts'
import type { ResourceDefinition } from './template.ts'

/** Resources in an order in which each comes after those that it refers to or names in DependsOn. */
export function creationOrder(resources: Readonly<Record<string, ResourceDefinition>>): string[] {
  const order: string[] = []
  const path: string[] = []
  const visit = (id: string) => {
    if (order.includes(id)) return
    if (path.includes(id)) throw errors.cycle([...path.slice(path.indexOf(id)), id])
    path.push(id)
    for (const needed of dependenciesOf(resources[id])) if (resources[needed]) visit(needed)
    path.pop()
    order.push(id)
  }
  for (const [id, resource] of Object.entries(resources)) {
    for (const needed of [resource.DependsOn ?? []].flat()) {
      if (!resources[needed]) throw errors.unknownRef(needed, `Resource ${id}: DependsOn`, undefined)
    }
    visit(id)
  }
  return order
}

function dependenciesOf(resource: ResourceDefinition): string[] {
  return [...[resource.DependsOn ?? []].flat(), ...referencesOf(resource.Properties)]
}
