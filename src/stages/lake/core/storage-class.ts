/** Classes whose objects can be read at once: the lake keeps them alike and shows what was asked for. */
const AT_ONCE = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'REDUCED_REDUNDANCY',
]

/** Classes with properties that the lake does not have: archives to restore from, other places. */
const REFUSED = ['GLACIER', 'DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE', 'FSX_OPENZFS', 'FSX_ONTAP']

export function judgeStorageClass(name: string): 'kept' | 'refused' | 'unknown' {
  if (AT_ONCE.includes(name)) return 'kept'
  return REFUSED.includes(name) ? 'refused' : 'unknown'
}
