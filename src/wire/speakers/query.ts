import { readBody, unpacked } from '../body.ts'
import { readForm, readQuery } from '../codecs/query.ts'
import type { Contract } from '../contract.ts'
import type { Exchange } from '../exchange.ts'
import { writeQueryError, writeQueryOutput } from '../protocols/query.ts'
import { refusals } from '../refusals.ts'
import { type Context, FORM_LIMIT, factsOf, type Speaker } from './speaker.ts'

/** The Query protocol: the operation is in a form, which is the body of a POST or the query of a GET. */
export function querySpeaker(exchange: Exchange, context: Context): Speaker {
  let contract: Contract | undefined
  let action = ''
  return {
    get what() {
      return `${contract?.name ?? 'an unknown service'}:${action}`
    },
    fail: (error) => writeQueryError(error, contract, context.requestId),
    async answer() {
      const { method, headers, rawQuery, signal } = exchange
      const limit = FORM_LIMIT
      const sent = await readBody(exchange, limit)
      const body = await unpacked(sent, headers['content-encoding'], limit)
      const form = readForm(method === 'GET' ? rawQuery : body.toString())
      action = form.get('Action') ?? ''
      if (action === '') throw refusals.missingAction()
      const version = form.get('Version') ?? ''
      contract = await context.directory.byAction(action, version)
      const operation = contract?.operations.get(action)
      if (!contract || !operation) throw refusals.invalidAction(action, version)
      const { caller } = await context.authenticate(factsOf(exchange, contract.model.signingName, sent))
      const input = readQuery(form, operation.input)
      const output = await context.dispatch(contract.name, action, input, caller, signal)
      return writeQueryOutput(output, operation, contract, context.requestId)
    },
  }
}
