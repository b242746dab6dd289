import type { Column, Dimension } from '../../../record/index.ts'
import type { Append } from '../../../stages/search/ports.ts'

/**
 * An append as it should cross to the worker. Cloning a view clones all of the memory it looks at: a small view
 * of a large buffer (Node's pool, a file chunk) is copied first. Views of one buffer stay so, and are cloned once.
 */
export function portable(write: Append): Append {
  const used = new Map<ArrayBufferLike, number>()
  const views = viewsOf(write)
  for (const view of views) used.set(view.buffer, (used.get(view.buffer) ?? 0) + view.byteLength)
  const wasteful = (view: View) =>
    view.buffer instanceof ArrayBuffer && view.buffer.byteLength > 4096 + 2 * used.get(view.buffer)!
  if (!views.some(wasteful)) return write
  const own = <T extends View>(view: T): T => (wasteful(view) ? copyOf(view) : view)
  const column = (one: Column) => mapViews(one, own)
  const { documents } = write
  return {
    ...write,
    documents: {
      ...documents,
      records: own(documents.records),
      columns: documents.columns.map(column),
      dimensions: documents.dimensions.map((dimension) => ({
        ...dimension,
        codes: own(dimension.codes),
        columns: dimension.columns.map(column),
        ...(dimension.numbers ? { numbers: { ...dimension.numbers, of: own(dimension.numbers.of) } } : {}),
      })),
    },
  }
}

type View = Uint8Array | Uint32Array | Float64Array

/** `slice` of a Buffer would be another view. */
function copyOf<T extends View>(view: T): T {
  return (view instanceof Uint8Array ? new Uint8Array(view) : view.slice()) as T
}

function viewsOf({ documents }: Append): View[] {
  const inDimension = ({ codes, columns, numbers }: Dimension) => [
    codes,
    ...columns.flatMap(columnViews),
    ...(numbers ? [numbers.of] : []),
  ]
  return [
    documents.records,
    ...documents.columns.flatMap(columnViews),
    ...documents.dimensions.flatMap(inDimension),
  ]
}

function columnViews(column: Column): View[] {
  return Object.values(column).filter((value): value is View => ArrayBuffer.isView(value))
}

function mapViews(column: Column, own: <T extends View>(view: T) => T): Column {
  const entries = Object.entries(column).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? own(value as View) : value,
  ])
  return Object.fromEntries(entries) as Column
}
