import { textProcessor } from '../processor.ts'

export const uppercase = textProcessor('uppercase', {}, () => (value) => value.toUpperCase())
