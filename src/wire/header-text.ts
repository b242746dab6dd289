// HTTP's headers are bytes; node hands them over as Latin-1. What is beyond ASCII goes as RFC 2047's encoded words, as
// S3 sends user metadata back.

const PLAIN = /^[\t\x20-\x7e]*$/

/** A header's value as the client meant it: UTF-8 where it is that. */
export function readHeaderText(value: string): string {
  if (PLAIN.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  const text = bytes.toString()
  return text.includes('\ufffd') ? value : text
}

/** Safe to send whatever it holds: no line break gets through. */
export function writeHeaderText(value: string): string {
  return PLAIN.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}
