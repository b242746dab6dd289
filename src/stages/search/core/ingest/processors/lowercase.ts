import { textProcessor } from '../processor.ts'

export const lowercase = textProcessor('lowercase', {}, () => (value) => value.toLowerCase())
