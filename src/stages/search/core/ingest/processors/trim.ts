import { textProcessor } from '../processor.ts'

export const trim = textProcessor('trim', {}, () => (value) => value.trim())
