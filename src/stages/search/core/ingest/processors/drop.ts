import { optionsOf, type ProcessorKind } from '../processor.ts'

export const drop: ProcessorKind = (options) => {
  optionsOf(options, 'drop', {})
  return () => 'drop'
}
