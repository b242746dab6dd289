/** What a Lucene query string says, before its fields and values mean anything. */
export type Expression =
  | { readonly kind: 'group'; readonly clauses: readonly Clause[] }
  /** Words with nothing between them are one text: a text field cuts it, a keyword field takes it whole. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'phrase'; readonly text: string; readonly slop?: number }
  /** Without `edits`: as many as the word's length allows. */
  | { readonly kind: 'fuzzy'; readonly text: string; readonly edits?: number }
  | { readonly kind: 'boosted'; readonly expression: Expression; readonly boost: number }
  /** Still escaped, so that `\*` stays a plain star. */
  | { readonly kind: 'wildcard'; readonly pattern: string }
  | { readonly kind: 'regexp'; readonly pattern: string }
  | {
      readonly kind: 'range'
      readonly bounds: Readonly<Partial<Record<'gt' | 'gte' | 'lt' | 'lte', string>>>
    }

export interface Clause {
  /** What joins it to the clause before it. */
  readonly joint?: 'and' | 'or'
  readonly sign?: 'must' | 'not'
  readonly field?: string
  readonly expression: Expression
}

export type SyntaxTrouble = (why: string, column: number) => never
