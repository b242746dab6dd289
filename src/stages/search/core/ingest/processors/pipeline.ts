import { text } from '../../json.ts'
import { filled } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const pipeline: ProcessorKind = (options, env) => {
  const name = required(optionsOf(options, 'pipeline', { name: text }).name, 'pipeline', 'name')
  return (document) => env.pipeline(filled(name, document))(document)
}
