import type { Member, Members, Operation } from '../../record/index.ts'
import { errors } from './errors.ts'

/** S3 answers 501 NotImplemented where other services answer a validation error: an operation that refuses so. */
export function refusing<Input, Output>(operation: Operation<Input, Output>): Operation<Input, Output> {
  return {
    ...operation,
    members: served(operation.members),
    async run(input, caller, signal) {
      refuse(input as Record<string, unknown>, operation.members, '')
      return operation.run(input, caller, signal)
    },
  }
}

function refuse(input: Readonly<Record<string, unknown>>, members: Members, path: string) {
  for (const [name, value] of Object.entries(input)) {
    const member = members[name]
    if (value === undefined || value === null || !member) continue
    if (member.refused) throw errors.notImplemented(path + name, member.refused)
    if (member.members) refuse(value as Record<string, unknown>, member.members, `${path}${name}.`)
    const inner = member.element?.members
    if (!inner) continue
    for (const entry of Object.values(value))
      refuse(entry as Record<string, unknown>, inner, `${path}${name}.`)
  }
}

function served(members: Members): Members {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, servedMember(member)]))
}

function servedMember({ refused: _, members, element, ...member }: Member): Member {
  return {
    ...member,
    ...(members ? { members: served(members) } : {}),
    ...(element ? { element: servedMember(element) } : {}),
  }
}
