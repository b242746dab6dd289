const DAY = 86_400_000
const two = (value: number) => String(value).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `14:03:09`, in the browser's zone. */
export function clock(millis: number): string {
  const at = new Date(millis)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `20 Nov 14:03:09`; with the year when it is not this one. */
export function moment(millis: number, now = Date.now()): string {
  const at = new Date(millis)
  const year = at.getFullYear() === new Date(now).getFullYear() ? '' : ` ${at.getFullYear()}`
  return `${at.getDate()} ${MONTHS[at.getMonth()]}${year} ${clock(millis)}`
}

/** `Fri 20 Nov 2026, 14:03:09.123` */
export function full(millis: number): string {
  const at = new Date(millis)
  const rest = millis % 1000 === 0 ? '' : `.${String(at.getMilliseconds()).padStart(3, '0')}`
  return `${DAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}, ${clock(millis)}${rest}`
}

/** A tick under a chart that spans `span` ms: seconds, minutes or days, whatever tells ticks apart. */
export function tick(millis: number, span: number): string {
  const at = new Date(millis)
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]}`
  if (span > 300 * DAY) return `${MONTHS[at.getMonth()]} ${at.getFullYear()}`
  if (span > 4 * DAY) return day
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  if (span > DAY * 1.1) return at.getHours() === 0 ? day : time
  return span <= 10 * 60_000 ? clock(millis) : time
}

/** `15 min`, `6 hours`, `2.5 days`: a span in words. */
export function span(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`
  const seconds = millis / 1000
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 60 * 60) return `${round(seconds / 60)} min`
  if (seconds < 36 * 3600) return `${round(seconds / 3600)} h`
  return `${round(seconds / 86_400)} days`
}

const round = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value))
