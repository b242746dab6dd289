import type { Scalar } from '../../ports.ts'
import { resolveDate } from '../date/math.ts'
import { UTC, type Zone } from '../date/zone.ts'
import { isNumeric } from '../fields.ts'
import type { QueryContext } from '../query/context.ts'
import { numberOf } from '../query/equality.ts'

/** `missing` in the field's own terms: an instant in ms, a number, else as written. */
export function missingValue(
  field: string,
  given: Scalar | undefined,
  context: QueryContext,
  how: { readonly format?: string; readonly zone?: Zone } = {},
): { readonly missing?: Scalar } {
  if (given === undefined) return {}
  const type = context.fields.typeOf(field)
  if (type === 'date') {
    if (typeof given === 'number') return { missing: given }
    const { format, zone = UTC } = how
    const at = resolveDate(String(given), { now: context.now, zone, ...(format ? { format } : {}) })
    return { missing: at.from }
  }
  return { missing: isNumeric(type) ? numberOf(given) : given }
}
