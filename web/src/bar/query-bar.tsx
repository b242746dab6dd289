import { IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useDesk } from '../data/desk.tsx'
import { fetchFields } from '../data/house.ts'
import { searchOnce } from '../data/transport.ts'
import { INDEX } from '../queries/context.ts'
import { completionQuery } from '../queries/lines.ts'
import { bucketsOf } from '../queries/search-body.ts'
import { useViewer } from '../view/use-view.ts'
import box from './box.module.css'
import type { Editor } from './editor.ts'
import classes from './query-bar.module.css'

const PLACEHOLDER = 'Search, e.g. status:404 AND path:"/basket", or any words'

/** The one query of the page, in Lucene syntax. Shows a plain box until the editor is loaded. */
export function QueryBar({ nonce }: { nonce: string }) {
  const { view, change } = useViewer()
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor>()
  const [text, setText] = useState(view.query)
  const lookUp = useLookUp()
  const latest = useRef({ lookUp, submit: (_text: string) => {} })
  latest.current = { lookUp, submit: (query) => change({ query: query.trim() }) }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first text only; later ones come by setText.
  useEffect(() => {
    let made: Editor | undefined
    let gone = false
    void import('./editor.ts').then(({ createEditor }) => {
      if (gone || !host.current) return
      made = createEditor({
        parent: host.current,
        nonce,
        text: view.query,
        placeholder: PLACEHOLDER,
        fields: () => latest.current.lookUp.fields(),
        values: (field, part) => latest.current.lookUp.values(field, part),
        onChange: setText,
        onSubmit: (query) => latest.current.submit(query),
      })
      setEditor(made)
    })
    return () => {
      gone = true
      made?.destroy()
    }
  }, [nonce])

  useEffect(() => {
    setText(view.query)
    editor?.setText(view.query)
  }, [editor, view.query])

  return (
    <search className={`${box.box} ${classes.bar}`} data-testid="query" aria-label="Query">
      <IconSearch size={16} stroke={1.7} className={classes.glass} aria-hidden="true" />
      <div className={classes.editor} ref={host}>
        {!editor && <span className="faint">{view.query || PLACEHOLDER}</span>}
      </div>
      {text === '' ? (
        <kbd className={classes.key}>/</kbd>
      ) : (
        <>
          {text.trim() !== view.query && <span className={classes.pending}>Enter to run</span>}
          <button
            type="button"
            className={classes.clear}
            aria-label="Clear the query"
            data-testid="query-clear"
            onClick={() => {
              editor?.setText('')
              setText('')
              change({ query: '' })
            }}
          >
            <IconX size={15} />
          </button>
        </>
      )}
    </search>
  )
}

const COMPLETABLE = new Set(['keyword', 'ip', 'boolean', 'short', 'integer', 'long'])

/** Field names from the mapping, values from what is stored in the window. */
function useLookUp() {
  const { fields, hub } = useDesk()
  return {
    /** Asks by itself when somebody writes before the page has learnt them. */
    fields: async () => (fields.length > 0 ? fields : fetchFields(INDEX).catch(() => [])),
    async values(field: string, part: string) {
      const context = hub.context()
      const type = fields.find(({ name }) => name === field)?.type
      if (!context || !type || !COMPLETABLE.has(type)) return []
      const words = type === 'keyword' ? part : ''
      const answer = await searchOnce(completionQuery(context, field, words), AbortSignal.timeout(3000))
      return bucketsOf(answer.aggregations, 'top')
        .map(({ key, key_as_string, doc_count }) => ({
          value: String(key_as_string ?? key),
          count: doc_count,
        }))
        .filter(({ value }) => value !== '' && value.toLowerCase().includes(part.toLowerCase()))
    },
  }
}
