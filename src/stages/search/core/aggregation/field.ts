import { parsing, SearchError, textNotOptimised } from '../../errors.ts'
import type { FieldType } from '../../ports.ts'
import { isNumeric } from '../fields.ts'
import type { Node } from '../json.ts'
import type { QueryContext } from '../query/context.ts'

/** The field that an aggregation reads; refused when its type can't serve that aggregation. */
export function fieldFor(
  kind: string,
  field: string | undefined,
  body: Node,
  context: QueryContext,
  fits: (type: FieldType) => boolean,
): string {
  if (field === undefined || field === '') {
    throw parsing(
      `Required one of fields [field], but none were specified. [${kind}] needs a field`,
      body.path,
    )
  }
  const type = context.fields.typeOf(field)
  if (type === 'text') throw textNotOptimised(field)
  if (type !== undefined && !fits(type)) {
    throw new SearchError(
      'illegal_argument_exception',
      `Field [${field}] of type [${type}] is not supported for aggregation [${kind}]`,
      400,
      { onShard: true },
    )
  }
  return field
}

export const anyValue = (type: FieldType) => type !== 'geo_point'
export const countable = (type: FieldType) => isNumeric(type) || type === 'boolean' || type === 'date'
export const numeric = (type: FieldType) => isNumeric(type)
export const dateOnly = (type: FieldType) => type === 'date'
export const pointOnly = (type: FieldType) => type === 'geo_point'
export const ipOnly = (type: FieldType) => type === 'ip'
