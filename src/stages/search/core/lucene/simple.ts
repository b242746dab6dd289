/**
 * The forgiving syntax of simple_query_string: `+` and, `|` or, `-` not, `"…"` phrase, `word*` prefix,
 * `( )` grouping, `word~1` and `"…"~2` nearness. Nothing in it is ever an error; what makes no sense is skipped, as OpenSearch does.
 */
export type Simple =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Simple[] }
  | { readonly kind: 'not'; readonly part: Simple }
  | { readonly kind: 'word' | 'prefix'; readonly text: string }
  | { readonly kind: 'phrase'; readonly text: string; readonly slop?: number }

type Operator = 'all' | 'any'

interface State {
  top?: Simple
  /** The parts of `top` while it is still growing. */
  parts?: Simple[]
  /** Operator said since the last part. */
  said?: Operator
  last?: Operator
  negations: number
}

const MAX_GROUPS = 20

export function parseSimple(text: string, operator: Operator): Simple | undefined {
  let at = 0
  const group = (depth: number): Simple | undefined => {
    const state: State = { negations: 0 }
    while (at < text.length) {
      const char = text[at]
      if (char === ')') {
        if (depth > 0) break
        at++
      } else if (char === '(') {
        at++
        add(state, depth < MAX_GROUPS ? group(depth + 1) : undefined, operator)
        if (text[at] === ')') at++
      } else if (char === '"') add(state, phrase(), operator)
      else if (char === '+' || char === '|') {
        if (state.said === undefined && state.top) state.said = char === '+' ? 'all' : 'any'
        at++
      } else if (char === '-') {
        state.negations++
        at++
      } else if (/\s/.test(char)) {
        // A minus with a space after it is no sign.
        state.negations = 0
        at++
      } else add(state, word(), operator)
    }
    return state.top
  }
  const phrase = (): Simple | undefined => {
    const end = closing(text, at + 1)
    const inner = text.slice(at + 1, end < 0 ? text.length : end)
    at = end < 0 ? text.length : end + 1
    const near = /^~(\d{1,4})/.exec(text.slice(at, at + 6))
    at += near?.[0].length ?? 0
    if (inner.trim() === '') return undefined
    const slop = near ? { slop: Number(near[1]) } : {}
    return { kind: 'phrase', text: inner.replace(/\\(.)/gs, '$1'), ...slop }
  }
  const word = (): Simple => {
    const start = at
    while (at < text.length && !/[\s"|+()]/.test(text[at])) at += text[at] === '\\' ? 2 : 1
    const raw = text.slice(start, at)
    const prefix = raw.length > 1 && raw.endsWith('*') && !raw.endsWith('\\*')
    const plain = (prefix ? raw.slice(0, -1) : raw).replace(/\\(.)/gs, '$1')
    return { kind: prefix ? 'prefix' : 'word', text: plain }
  }
  return group(0)
}

function closing(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}

/** A change of operator closes what came before: `a + b | c` is `(a + b) | c`. */
function add(state: State, part: Simple | undefined, operator: Operator) {
  const negated = state.negations % 2 === 1
  state.negations = 0
  if (!part) return
  const next: Simple = negated ? { kind: 'not', part } : part
  if (!state.top) state.top = next
  else {
    const joined = state.said ?? operator
    if (state.last === joined && state.parts) state.parts.push(next)
    else {
      state.parts = [state.top, next]
      state.top = { kind: joined, parts: state.parts }
    }
    state.last = joined
  }
  state.said = undefined
}
