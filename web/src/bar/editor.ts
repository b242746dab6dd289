// The only file that imports CodeMirror; loaded after the first paint.
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { EditorState, Prec, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  placeholder,
  tooltips,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import type { Field } from '../data/house.ts'
import { short } from '../format/numbers.ts'
import { quoted, tokensOf, writingAt } from './query-tokens.ts'

export interface EditorPorts {
  readonly parent: HTMLElement
  readonly nonce: string
  readonly text: string
  readonly placeholder: string
  fields(): Promise<readonly Field[]>
  values(field: string, part: string): Promise<readonly { readonly value: string; readonly count: number }[]>
  onChange(text: string): void
  onSubmit(text: string): void
}

export interface Editor {
  setText(text: string): void
  destroy(): void
}

export function createEditor(ports: EditorPorts): Editor {
  const view = new EditorView({
    parent: ports.parent,
    doc: ports.text,
    extensions: [
      EditorView.cspNonce.of(ports.nonce),
      oneLine,
      // Outside the box, which cuts off what is larger than one line.
      tooltips({ parent: document.body, position: 'fixed' }),
      history(),
      closeBrackets(),
      placeholder(ports.placeholder),
      autocompletion({
        override: [(context) => complete(context, ports)],
        icons: false,
        activateOnTyping: true,
      }),
      Prec.high(keymap.of(keys(ports.onSubmit))),
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      colours,
      look,
      EditorView.contentAttributes.of({
        'aria-label': 'Query',
        'data-query-input': '',
        autocapitalize: 'off',
        spellcheck: 'false',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) ports.onChange(update.state.doc.toString())
      }),
    ],
  })
  return {
    setText(text) {
      const { doc } = view.state
      if (doc.toString() === text) return
      view.dispatch({
        changes: { from: 0, to: doc.length, insert: text },
        selection: { anchor: text.length },
      })
    },
    destroy: () => view.destroy(),
  }
}

/** Line breaks of a pasted text become spaces. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, ' ')
  return {
    changes: { from: 0, to: transaction.startState.doc.length, insert: text },
    selection: { anchor: text.length },
  }
})

function keys(onSubmit: (text: string) => void) {
  return [
    {
      key: 'Enter',
      run(view: EditorView) {
        if (completionStatus(view.state) === 'active' && acceptCompletion(view)) return true
        onSubmit(view.state.doc.toString())
        return true
      },
    },
    { key: 'Tab', run: acceptCompletion },
    {
      key: 'Escape',
      run(view: EditorView) {
        if (completionStatus(view.state)) return false
        view.contentDOM.blur()
        return true
      },
    },
  ]
}

async function complete(context: CompletionContext, ports: EditorPorts): Promise<CompletionResult | null> {
  const writing = writingAt(context.state.sliceDoc(0, context.pos))
  if (writing.field === undefined) return completeField(context, writing, ports)
  const values = await ports.values(writing.field, writing.part).catch(() => [])
  if (values.length === 0) return null
  return {
    from: writing.from,
    filter: false,
    options: values.map(({ value, count }) => ({
      label: value,
      detail: short(count),
      apply: `${quoted(value)} `,
    })),
  }
}

async function completeField(
  context: CompletionContext,
  { part, from }: { readonly part: string; readonly from: number },
  ports: EditorPorts,
): Promise<CompletionResult | null> {
  if (part === '' && !context.explicit) return null
  const fields = await ports.fields()
  return {
    from,
    options: fields.map(({ name, type }) => ({
      label: name,
      detail: type,
      apply(view, _completion, start, end) {
        view.dispatch({
          changes: { from: start, to: end, insert: `${name}:` },
          selection: { anchor: start + name.length + 1 },
        })
        startCompletion(view)
      },
    })),
    validFor: /^[\w@.-]*$/,
  }
}

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = decorate(view)
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = decorate(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { kind, from, to } of tokensOf(view.state.doc.toString())) {
    builder.add(from, to, Decoration.mark({ class: `q-${kind}` }))
  }
  return builder.finish()
}

const look = EditorView.theme({
  '&': { height: '22px', fontSize: '13px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    overflowX: 'auto',
    overflowY: 'hidden',
    scrollbarWidth: 'none',
    lineHeight: '22px',
    fontFamily: 'var(--mantine-font-family-monospace)',
  },
  '.cm-content': { padding: '0', caretColor: 'var(--t-ink)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--t-ink)' },
  '.cm-placeholder': { color: 'var(--t-faint)', fontFamily: 'var(--mantine-font-family)' },
  '.q-field': { color: 'var(--t-accent)' },
  '.q-operator': { color: 'var(--t-bad)', fontWeight: '600' },
  '.q-string': { color: 'var(--t-good)' },
  '.q-range': { color: 'var(--t-warn)' },
  '.q-wildcard': { color: 'var(--t-bad)' },
  '.q-bracket': { color: 'var(--t-faint)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--t-raised)',
    border: '1px solid var(--t-edge)',
    borderRadius: '8px',
    boxShadow: '0 8px 24px rgb(0 0 0 / 0.16)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    fontSize: '12.5px',
    maxHeight: '300px',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: '3px 10px',
    borderRadius: '5px',
    lineHeight: '20px',
    display: 'flex',
    gap: '20px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--t-wash)',
    color: 'var(--t-ink)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--t-accent)', fontWeight: '600' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    fontStyle: 'normal',
    color: 'var(--t-faint)',
    fontFamily: 'var(--mantine-font-family)',
  },
})
