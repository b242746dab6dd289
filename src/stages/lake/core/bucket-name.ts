/** S3's rules for names of general purpose buckets; undefined when the name is right, else what is wrong. */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return 'it must have 3 to 63 characters'
  if (!/^[a-z0-9.-]+$/.test(name)) return 'only lower-case letters, digits, dots and hyphens are allowed'
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'it must begin and end with a letter or digit'
  if (name.includes('..')) return 'two dots must not follow each other'
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'it must not look like an IP address'
  const start = ['xn--', 'sthree-', 'amzn-s3-demo-'].find((reserved) => name.startsWith(reserved))
  if (start) return `it must not begin with ${start}`
  const end = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'].find((reserved) =>
    name.endsWith(reserved),
  )
  return end ? `it must not end with ${end}` : undefined
}

/** `arn:aws:s3:::NAME` → `NAME`; undefined for anything else. */
export function bucketOfArn(arn: string): string | undefined {
  return /^arn:[a-z-]+:s3:::([\w.-]{1,255})$/.exec(arn)?.[1]
}
