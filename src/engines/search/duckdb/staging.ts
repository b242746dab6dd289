/** DuckDB's vector size: rows of one chunk. */
export const CHUNK_ROWS = 2048

/** Some rows of a batch: `count` from `from`; with `select` those entries of the column, else the rows' own. */
export interface Rows {
  readonly from: number
  readonly count: number
  readonly select: Uint32Array | undefined
}

/** Entry of the column that row `row` of the chunk has. */
export const entryOf = ({ from, select }: Rows, row: number) => (select ? select[from + row] : from + row)

// One column of one chunk is staged here, copied into its vector, and the next one overwrites it.
export const staging = new ArrayBuffer(CHUNK_ROWS * 16)
export const u8 = new Uint8Array(staging)
export const i16 = new Int16Array(staging)
export const i32 = new Int32Array(staging)
export const u32 = new Uint32Array(staging)
export const f32 = new Float32Array(staging)
export const f64 = new Float64Array(staging)
export const validityBuffer = new ArrayBuffer(CHUNK_ROWS / 8)
export const validity = new Uint8Array(validityBuffer)

/** Row `row` of the chunk has no value. */
export const clearBit = (row: number) => {
  validity[row >> 3] &= ~(1 << (row & 7))
}
