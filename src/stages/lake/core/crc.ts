/**
 * The CRC of A followed by B, from theirs and B's length: A's, moved on by that many zero bytes, added to B's.
 * CRCs are polynomials over GF(2), lowest power in the highest bit ("reflected"), `width` bits wide; `polynomial`
 * likewise, without its leading term.
 */
export function combineCrc(a: bigint, b: bigint, lengthB: number, polynomial: bigint, width: number): bigint {
  return multiply(a, powerOfX(BigInt(lengthB) * 8n, polynomial, width), polynomial, width) ^ b
}

/** x to the n-th, by squaring. */
function powerOfX(n: bigint, polynomial: bigint, width: number): bigint {
  const one = 1n << BigInt(width - 1)
  let result = one
  let square = one >> 1n
  for (let left = n; left > 0n; left >>= 1n) {
    if (left & 1n) result = multiply(result, square, polynomial, width)
    square = multiply(square, square, polynomial, width)
  }
  return result
}

function multiply(a: bigint, b: bigint, polynomial: bigint, width: number): bigint {
  let product = 0n
  let shifted = b
  for (let bit = 1n << BigInt(width - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n
  }
  return product
}
