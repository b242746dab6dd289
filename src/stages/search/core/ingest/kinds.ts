import type { ProcessorKind } from './processor.ts'
import { append } from './processors/append.ts'
import { bytes } from './processors/bytes.ts'
import { convert } from './processors/convert.ts'
import { date } from './processors/date.ts'
import { dissect } from './processors/dissect.ts'
import { drop } from './processors/drop.ts'
import { fail } from './processors/fail.ts'
import { grok } from './processors/grok.ts'
import { gsub } from './processors/gsub.ts'
import { htmlStrip } from './processors/html-strip.ts'
import { join } from './processors/join.ts'
import { json } from './processors/json.ts'
import { kv } from './processors/kv.ts'
import { lowercase } from './processors/lowercase.ts'
import { pipeline } from './processors/pipeline.ts'
import { remove } from './processors/remove.ts'
import { rename } from './processors/rename.ts'
import { set } from './processors/set.ts'
import { split } from './processors/split.ts'
import { trim } from './processors/trim.ts'
import { uppercase } from './processors/uppercase.ts'
import { urldecode } from './processors/urldecode.ts'

export const KINDS: Readonly<Record<string, ProcessorKind>> = {
  append,
  bytes,
  convert,
  date,
  dissect,
  drop,
  fail,
  grok,
  gsub,
  html_strip: htmlStrip,
  join,
  json,
  kv,
  lowercase,
  pipeline,
  remove,
  rename,
  set,
  split,
  trim,
  uppercase,
  urldecode,
}

/** Known to OpenSearch, left out here. */
export const NOT_SERVED: Readonly<Record<string, string>> = {
  script: 'no scripts run here',
  geoip: 'addresses are located by the pipeline before documents come here',
  ip2geo: 'addresses are located by the pipeline before documents come here',
  user_agent: 'browsers are named by the pipeline before documents come here',
  foreach: 'lists are changed by the processors that take them whole',
  csv: 'use [split] or [dissect]',
  date_index_name: 'use an alias and _rollover, or date math in the name',
  dot_expander: 'dotted names are paths everywhere here',
  sort: 'sort when searching',
  set_security_user: 'there is no sign-in',
  attachment: 'documents are JSON',
  fingerprint: 'send an _id',
  text_embedding: 'there are no models here',
}
