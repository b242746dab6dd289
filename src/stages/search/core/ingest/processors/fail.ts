import { illegal } from '../../../errors.ts'
import { text } from '../../json.ts'
import { filled } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const fail: ProcessorKind = (options) => {
  const { message } = optionsOf(options, 'fail', { message: text })
  const said = required(message, 'fail', 'message')
  return (document) => {
    throw illegal(filled(said, document))
  }
}
