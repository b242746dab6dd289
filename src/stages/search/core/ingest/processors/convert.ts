import { illegal } from '../../../errors.ts'
import { oneOf } from '../../json.ts'
import { isAddress } from '../../network.ts'
import { required, valueProcessor } from '../processor.ts'

const TYPES = ['integer', 'long', 'float', 'double', 'string', 'boolean', 'ip', 'auto'] as const

export const convert = valueProcessor('convert', { type: oneOf(...TYPES) }, ({ type: given }) => {
  const type = required(given, 'convert', 'type')
  return (value) => (Array.isArray(value) ? value.map((one) => converted(one, type)) : converted(value, type))
})

function converted(value: unknown, type: (typeof TYPES)[number]): unknown {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const refused = () => illegal(`unable to convert [${text}] to ${type}`)
  switch (type) {
    case 'string':
      return text
    case 'boolean':
      if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
      throw illegal(`[${text}] is not a boolean value, cannot convert to boolean`)
    case 'integer':
    case 'long': {
      const number = /^[+-]?(?:\d+|0x[\da-f]+)$/i.test(text.trim()) ? Number(text) : Number.NaN
      if (!Number.isSafeInteger(number) || (type === 'integer' && Math.abs(number) > 2 ** 31)) throw refused()
      return number
    }
    case 'float':
    case 'double': {
      const number = text.trim() === '' ? Number.NaN : Number(text)
      if (!Number.isFinite(number)) throw refused()
      return number
    }
    case 'ip':
      if (!isAddress(text)) throw illegal(`'${text}' is not an IP string literal.`)
      return text
    case 'auto':
      return guessed(value)
  }
}

function guessed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return /^[+-]?\d+(?:\.\d+)?$/.test(value) && Number.isFinite(Number(value)) ? Number(value) : value
}
