import type { DocumentBatch, Mark } from '../../record/index.ts'

/** What `search` must be given: an index engine. `engines/search/*` fit this. */
export interface SearchEngine {
  /**
   * Appends rows to indices (made, and their mappings widened, as needed) and keeps `position`, all in one
   * transaction. A batch without rows only widens the mapping by its columns. Resolves when durable and visible
   * to queries.
   */
  append(writes: readonly Append[], position?: Mark): Promise<void>
  /** The sequence number that the next document will have; those of all documents are below it. */
  nextSequence(): Promise<number>
  /** A position kept by `append`. */
  position(key: string): Promise<string | undefined>
  /** Documents one by one, as `_bulk` and `_doc` give them; one outcome an action, in order. */
  bulk(actions: readonly BulkAction[]): Promise<readonly BulkOutcome[]>
  /** Deletes the documents that match, at most `limit` of them (the oldest); how many there were. */
  deleteMatching(indices: readonly string[], query: Query, limit?: number): Promise<number>
  /** Makes, deletes and changes indices and what the room keeps beside them: all of it or nothing, durably. */
  change(change: IndexChange): Promise<void>
  /** What the room keeps under its keys (see `IndexChange.state`), as of the last commit. */
  state(): ReadonlyMap<string, unknown>
  createIndex(index: string, mapping?: Mapping): Promise<void>
  deleteIndex(index: string): Promise<void>
  /** Every index, in name order. Cheap: no counting of rows. */
  indices(): readonly IndexDescription[]
  get(index: string, id: string): Promise<Hit | undefined>
  search(indices: readonly string[], request: SearchRequest): Promise<SearchResult>
  count(indices: readonly string[], query: Query): Promise<number>
  /** Called after every commit that made new rows visible. Returns the unsubscriber. */
  onCommit(listener: (commit: { readonly rows: number }) => void): () => void
  close(): Promise<void>
}

export interface Append {
  readonly index: string
  readonly documents: DocumentBatch
  /** Document `i` gets the id `${ids.prefix}${ids.first + documents.records[i]}`; stable over retries. */
  readonly ids: { readonly prefix: string; readonly first: number }
}

export type FieldType =
  | 'keyword'
  | 'text'
  | 'ip'
  | 'long'
  | 'integer'
  | 'short'
  | 'float'
  | 'double'
  | 'date'
  | 'boolean'
  | 'geo_point'

/** Field name (dotted for objects) to type. `text` from dynamic mapping has an implicit `.keyword`. */
export type Mapping = Readonly<Record<string, FieldType>>

export interface IndexChange {
  readonly remove?: readonly string[]
  readonly create?: readonly {
    readonly index: string
    readonly mapping: Mapping
    readonly attributes: IndexAttributes
  }[]
  /** Fields to add and attributes to have instead. */
  readonly update?: readonly {
    readonly index: string
    readonly mapping?: Mapping
    readonly attributes?: IndexAttributes
  }[]
  /** JSON values by key; null forgets. */
  readonly state?: Readonly<Record<string, unknown>>
}

/** What is kept of an index beside its fields. The engine reads `rules`; the rest is the room's. */
export interface IndexAttributes {
  readonly aliases?: Readonly<Record<string, AliasAttributes>>
  /** Flat, without `index.` before the names. */
  readonly settings?: Readonly<Record<string, string>>
  readonly closed?: boolean
  /** The data stream that this is a backing index of. */
  readonly stream?: string
  readonly rules?: MappingRules
}

export interface AliasAttributes {
  /** A query's JSON, as it was given. */
  readonly filter?: Readonly<Record<string, unknown>>
  readonly is_write_index?: boolean
  readonly is_hidden?: boolean
  readonly index_routing?: string
  readonly search_routing?: string
}

export type Dynamic = 'true' | 'false' | 'strict' | 'strict_allow_templates' | 'false_allow_templates'

/** What a mapping says beside the types of its fields: how values are read and what becomes of new fields. */
export interface MappingRules {
  readonly dynamic?: Dynamic
  /** By dotted path: objects with a rule of their own; `disabled` ones are kept in the source only. */
  readonly objects?: Readonly<Record<string, ObjectRule>>
  readonly templates?: readonly DynamicTemplate[]
  readonly fields?: Readonly<Record<string, FieldRule>>
  readonly dateDetection?: boolean
  readonly numericDetection?: boolean
  /** Formats of dates that are detected. */
  readonly dateFormats?: string
  readonly meta?: Readonly<Record<string, unknown>>
}

/** `inherit`: as the object around it; `disabled`: in the source only. */
export type ObjectRule = Dynamic | 'inherit' | 'disabled'

export interface FieldRule {
  /** The definition as declared, without `fields` and `properties`. */
  readonly definition: Readonly<Record<string, unknown>>
  /** The field that this one is one of the `fields` of. */
  readonly within?: string
  /** The field's other fields, by their whole names. */
  readonly copies?: readonly string[]
  readonly format?: string
  /** A `scaled_float` keeps multiples of 1 / scale. */
  readonly scale?: number
  /** Longer values are not indexed. */
  readonly ignoreAbove?: number
  /** Takes the place of an explicit null. */
  readonly nullValue?: string | number | boolean
  /** A value that does not fit is left out instead of refused. */
  readonly ignoreMalformed?: boolean
}

export interface DynamicTemplate {
  readonly name: string
  readonly matchType?: string
  readonly match?: readonly string[]
  readonly unmatch?: readonly string[]
  readonly pathMatch?: readonly string[]
  readonly pathUnmatch?: readonly string[]
  /** Names are regular expressions, not patterns. */
  readonly regex?: boolean
  /** The template as declared. */
  readonly declared: Readonly<Record<string, unknown>>
  readonly field: FieldPlan
}

/** What a field that a template makes will be; `{name}` in its definition stands for the field's name. */
export interface FieldPlan {
  /** Absent: the type that was detected. */
  readonly type?: FieldType
  readonly rule?: FieldRule
  readonly copies?: readonly {
    readonly suffix: string
    readonly type: FieldType
    readonly rule?: FieldRule
  }[]
  /** It is an object, not a field. */
  readonly object?: ObjectRule
}

export interface IndexDescription {
  readonly name: string
  readonly createdAt: number
  readonly mapping: Mapping
  readonly attributes?: IndexAttributes
  /** Rows and bytes as last counted, for `_cat/indices`. */
  readonly documents: number
  readonly bytes: number
}

export interface BulkAction {
  readonly action: 'index' | 'create' | 'update' | 'delete'
  readonly index: string
  /** Made by the engine when absent. */
  readonly id?: string
  /** The whole document, or for `update` the partial one. */
  readonly source?: Readonly<Record<string, unknown>>
  /** Only if the document stands at this sequence number. */
  readonly ifSequence?: number
  /** Its primary term, 1 everywhere; any other is a conflict. */
  readonly ifTerm?: number
  /** The client's own version: it must be above (`external`) or not below (`external_gte`) the present one. */
  readonly version?: { readonly value: number; readonly kind: 'external' | 'external_gte' }
  /** For `update`: write even when nothing changes. */
  readonly always?: boolean
}

export interface BulkOutcome {
  readonly index: string
  readonly id: string
  readonly status: number
  readonly result?: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop'
  readonly version?: number
  readonly sequence?: number
  readonly error?: { readonly type: string; readonly reason: string; readonly caused_by?: unknown }
  /** Of an update that was asked for it: the document as it is now. */
  readonly source?: Readonly<Record<string, unknown>>
}

export interface Hit {
  readonly index: string
  readonly id: string
  readonly score: number | null
  readonly source: Readonly<Record<string, unknown>>
  readonly version?: number
  readonly sequence?: number
  readonly sort?: readonly (string | number | boolean | null)[]
}

// ---- what a request means once its JSON has been checked (stages/search/core makes these) ----

export type Scalar = string | number | boolean

/**
 * Values of `date` fields are already ms since 1970; every other value is as the client wrote it, to be
 * compared in the field's own type. A field may be absent from some of the indices: it matches nothing there.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'bool'
      readonly must: readonly Query[]
      readonly filter: readonly Query[]
      readonly should: readonly Query[]
      readonly mustNot: readonly Query[]
      readonly minimumShouldMatch: number
    }
  | {
      readonly kind: 'terms'
      readonly field: string
      readonly values: readonly Scalar[]
      readonly anyCase?: boolean
    }
  | {
      readonly kind: 'range'
      readonly field: string
      readonly gt?: Scalar
      readonly gte?: Scalar
      readonly lt?: Scalar
      readonly lte?: Scalar
    }
  | { readonly kind: 'exists'; readonly field: string }
  /** Within the box; `left` may be east of `right`: the box goes over the date line. */
  | {
      readonly kind: 'geo_box'
      readonly field: string
      readonly top: number
      readonly left: number
      readonly bottom: number
      readonly right: number
    }
  /** From so many metres on, up to so many; along a great circle. */
  | {
      readonly kind: 'geo_distance'
      readonly field: string
      readonly lat: number
      readonly lon: number
      readonly from?: number
      readonly to?: number
      /** `to` itself is not within. */
      readonly open?: boolean
    }
  /** Rows by index; an engine's own, for documents that it has chosen. */
  | { readonly kind: 'rows'; readonly rows: Readonly<Record<string, readonly number[]>> }
  | { readonly kind: 'prefix'; readonly field: string; readonly value: string; readonly anyCase?: boolean }
  /** `*` and `?` as in OpenSearch; a backslash escapes. */
  | { readonly kind: 'wildcard'; readonly field: string; readonly value: string; readonly anyCase?: boolean }
  | { readonly kind: 'regexp'; readonly field: string; readonly value: string; readonly anyCase?: boolean }
  | { readonly kind: 'ids'; readonly values: readonly string[] }
  /** Every document of these indices. */
  | { readonly kind: 'index'; readonly names: readonly string[] }
  /** One of `max` parts of the documents, by their sequence numbers. */
  | { readonly kind: 'slice'; readonly id: number; readonly max: number }
  /** Documents with a sequence number below this one: a view that later arrivals do not change. */
  | { readonly kind: 'arrived'; readonly before: number }
  /**
   * Full text: `words` were cut by the standard analyzer and lower-cased. `fields` empty means every text and
   * keyword field. On keyword fields each word matches as a substring of the value, case aside.
   */
  | {
      readonly kind: 'match'
      readonly fields: readonly string[]
      readonly words: readonly string[]
      readonly operator: 'or' | 'and' | 'phrase'
      /** The text as written: a number, date or ip field compares with it whole. */
      readonly text: string
      /** Of a phrase: how far its words may be from where they should be, all in all. */
      readonly slop?: number
    }
  /** A word, or on fields that are not cut a whole value, that is at most so many edits from `value`. */
  | {
      readonly kind: 'fuzzy'
      readonly field: string
      readonly value: string
      readonly edits: number
      /** Signs at the beginning that must be the same. */
      readonly prefix: number
      /** Two neighbours that changed places are one edit. */
      readonly transpositions: boolean
      readonly anyCase?: boolean
    }
  // The rest say how a match scores; what matches is decided by the queries inside.
  | { readonly kind: 'boost'; readonly query: Query; readonly boost: number }
  | { readonly kind: 'constant'; readonly query: Query; readonly score: number }
  /** Any of them: the best score, and of the others' sum as much as `tie` says. */
  | { readonly kind: 'dis_max'; readonly queries: readonly Query[]; readonly tie: number }
  | { readonly kind: 'boosting'; readonly query: Query; readonly negative: Query; readonly factor: number }
  /** Matches of the query that score at least so much. */
  | { readonly kind: 'min_score'; readonly query: Query; readonly least: number }

export interface SearchRequest {
  readonly query: Query
  readonly from: number
  readonly size: number
  readonly sort: readonly SortKey[]
  /** A hit's `sort` values, to go on after it. */
  readonly searchAfter?: readonly (string | number | boolean | null)[]
  /** `false`: no source; otherwise patterns to keep and to leave out (`*` allowed). */
  readonly source: false | { readonly includes: readonly string[]; readonly excludes: readonly string[] }
  /** Count every match (true), none (false), or up to a number. */
  readonly trackTotalHits: boolean | number
  /** Scores are wanted whatever the order. */
  readonly trackScores?: boolean
  /** Only matches that score at least so much are counted, shown and aggregated. */
  readonly minScore?: number
  /** Hits must fit this too, and are counted so; aggregations do not look at it. */
  readonly postFilter?: Query
  /** Of the hits with one value of this field only the first. */
  readonly collapse?: string
  readonly aggregations: readonly Aggregation[]
}

export interface SortKey {
  /** A field, or `_score`, `_doc` (arrival order). */
  readonly field: string
  readonly order: 'asc' | 'desc'
  readonly missing?: '_first' | '_last'
}

export interface SearchResult {
  /** Undefined when not tracked. */
  readonly total?: { readonly value: number; readonly relation: 'eq' | 'gte' }
  readonly hits: readonly Hit[]
  /** By aggregation name, in OpenSearch's own response shape (`{buckets:[…]}`, `{value}`, `{values}`…). */
  readonly aggregations: Readonly<Record<string, AggregationResult>>
}

export type AggregationResult = Readonly<Record<string, unknown>>

export type Aggregation = BucketAggregation | MetricAggregation

export type BucketAggregation = {
  readonly name: string
  readonly children: readonly Aggregation[]
} & (
  | {
      readonly kind: 'terms'
      readonly field: string
      readonly size: number
      readonly minDocCount: number
      /** By `_count`, `_key`, or a metric child (`name` or `name.value`, `percentiles.95`). */
      readonly order: readonly { readonly by: string; readonly order: 'asc' | 'desc' }[]
      readonly missing?: Scalar
      /** More documents than this: no bucket. */
      readonly maxDocCount?: number
      readonly include?: TermChoice
      readonly exclude?: TermChoice
    }
  | {
      readonly kind: 'date_histogram'
      readonly field: string
      readonly interval: { readonly millis: number } | { readonly calendar: CalendarUnit }
      /** IANA name or `+02:00`. */
      readonly timeZone: string
      readonly offsetMillis: number
      readonly minDocCount: number
      readonly extendedBounds?: { readonly min: number; readonly max: number }
      /** Buckets from `min` on and before `max`. */
      readonly hardBounds?: { readonly min?: number; readonly max?: number }
      readonly missing?: number
      /** `epoch_millis` or absent (ISO 8601) for `key_as_string`. */
      readonly format?: string
    }
  | {
      readonly kind: 'histogram'
      readonly field: string
      readonly interval: number
      readonly offset: number
      readonly minDocCount: number
      readonly extendedBounds?: { readonly min: number; readonly max: number }
      /** Buckets from `min` to `max`. */
      readonly hardBounds?: { readonly min?: number; readonly max?: number }
      readonly missing?: number
    }
  | {
      readonly kind: 'range'
      readonly field: string
      readonly ranges: readonly BucketRange[]
      readonly keyed: boolean
    }
  | {
      readonly kind: 'filters'
      readonly filters: readonly { readonly key: string; readonly query: Query }[]
      readonly keyed: boolean
    }
  | { readonly kind: 'filter'; readonly query: Query }
  | { readonly kind: 'missing'; readonly field: string }
  /** All documents of the indices, whatever the query; at the top only. */
  | { readonly kind: 'global' }
  /** The first documents of each bucket and index by score; `field`: of each of its values at most `perValue`. */
  | { readonly kind: 'sampler'; readonly size: number; readonly field?: string; readonly perValue: number }
  | {
      readonly kind: 'multi_terms'
      readonly fields: readonly { readonly field: string; readonly missing?: Scalar }[]
      readonly size: number
      readonly minDocCount: number
      readonly order: readonly { readonly by: string; readonly order: 'asc' | 'desc' }[]
    }
  | {
      readonly kind: 'composite'
      readonly size: number
      readonly sources: readonly CompositeSource[]
      /** A key a source, to go on after it. */
      readonly after?: readonly (Scalar | null)[]
    }
  /** Keys are `z/x/y`, or the geohash. */
  | {
      readonly kind: 'geo_grid'
      readonly field: string
      readonly grid: 'geohash' | 'geotile'
      readonly precision: number
      readonly size: number
    }
  /** Scored against all documents that fit `background` (all of the indices without it). */
  | {
      readonly kind: 'significant_terms'
      readonly field: string
      readonly size: number
      readonly minDocCount: number
      readonly heuristic: 'jlh' | 'percentage'
      readonly background?: Query
      readonly include?: TermChoice
      readonly exclude?: TermChoice
    }
  /** The smallest of OpenSearch's steps that gives at most so many buckets; answers `interval` too. */
  | {
      readonly kind: 'auto_date_histogram'
      readonly field: string
      readonly buckets: number
      readonly timeZone: string
      readonly minimum: AutoUnit
      readonly missing?: number
    }
)

/** Exact values, one regular expression, or one of so many parts of all values. */
export type TermChoice =
  | readonly string[]
  | { readonly regexp: string }
  | { readonly partition: number; readonly of: number }

export type AutoUnit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year'

export type CompositeSource = {
  readonly name: string
  readonly order: 'asc' | 'desc'
  /** Documents without a value make a bucket with the key null, first or last. */
  readonly missing?: 'first' | 'last'
} & (
  | { readonly kind: 'terms'; readonly field: string }
  | { readonly kind: 'histogram'; readonly field: string; readonly interval: number }
  | {
      readonly kind: 'date_histogram'
      readonly field: string
      readonly interval: { readonly millis: number } | { readonly calendar: CalendarUnit }
      readonly timeZone: string
      readonly offsetMillis: number
    }
  | { readonly kind: 'geotile'; readonly field: string; readonly precision: number }
)

export type CalendarUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export interface BucketRange {
  readonly key?: string
  readonly from?: number
  readonly to?: number
}

/** `missing`: what a document without the field counts as; ms since 1970 for a date. */
export type MetricAggregation = { readonly name: string } & (
  | {
      readonly kind:
        | 'sum'
        | 'avg'
        | 'min'
        | 'max'
        | 'stats'
        | 'value_count'
        | 'cardinality'
        | 'median_absolute_deviation'
        /** As `stats`, with `sum_of_squares`; all else follows from those. */
        | 'extended_stats'
      readonly field: string
      readonly missing?: Scalar
    }
  | {
      readonly kind: 'percentiles'
      readonly field: string
      readonly percents: readonly number[]
      readonly keyed: boolean
      readonly missing?: Scalar
    }
  /** For each of the values the percentage of a bucket's values that are not above it. */
  | {
      readonly kind: 'percentile_ranks'
      readonly field: string
      readonly values: readonly number[]
      readonly keyed: boolean
      readonly missing?: Scalar
    }
  | {
      readonly kind: 'weighted_avg'
      readonly value: { readonly field: string; readonly missing?: number }
      readonly weight: { readonly field: string; readonly missing?: number }
    }
  | { readonly kind: 'geo_bounds'; readonly field: string; readonly wrapLongitude: boolean }
  | { readonly kind: 'geo_centroid'; readonly field: string }
  | {
      readonly kind: 'top_hits'
      readonly size: number
      readonly sort: readonly SortKey[]
      readonly source: SearchRequest['source']
    }
)
