import { textProcessor } from '../processor.ts'

export const htmlStrip = textProcessor('html_strip', {}, () => (value) => value.replace(/<[^<>]*>/g, '\n'))
