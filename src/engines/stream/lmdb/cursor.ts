/**
 * One consumer's place in one shard: where it reads, what it has on loan, and up to where everything is acked.
 * Pure. `before` is the bytes of all bodies ahead of a counter in its shard: two of them subtract to a distance.
 */
export interface Cursor {
  /** Next counter to lend. */
  next: number
  nextBefore: number
  /** Everything below is acked: the position. */
  acked: number
  /** In order of counters. */
  loans: Loan[]
}

export interface Loan {
  readonly first: number
  readonly next: number
  readonly before: number
  state: 'out' | 'acked' | 'revoked'
}

export function cursorAt(counter: number, before: number): Cursor {
  return { next: counter, nextBefore: before, acked: counter, loans: [] }
}

/** Lends the records from where the cursor reads up to `next`. */
export function lend(cursor: Cursor, next: number, nextBefore: number): Loan {
  const loan: Loan = { first: cursor.next, next, before: cursor.nextBefore, state: 'out' }
  cursor.loans.push(loan)
  cursor.next = next
  cursor.nextBefore = nextBefore
  return loan
}

/** Moves the position over what is acked without a gap; true if it moved. A revoked loan changes nothing. */
export function acknowledge(cursor: Cursor, loan: Loan): boolean {
  if (loan.state !== 'out') return false
  loan.state = 'acked'
  const { loans } = cursor
  let done = 0
  while (done < loans.length && loans[done].state === 'acked') cursor.acked = loans[done++].next
  loans.splice(0, done)
  return done > 0
}

/** The loan failed: it and all after it are revoked, to be lent again. */
export function reject(cursor: Cursor, loan: Loan): void {
  if (loan.state !== 'out') return
  const at = cursor.loans.indexOf(loan)
  for (const revoked of cursor.loans.splice(at)) revoked.state = 'revoked'
  cursor.next = loan.first
  cursor.nextBefore = loan.before
}

/** Reads on at `counter`, leaving out what lies between (it is gone); true if the position moved. */
export function skipTo(cursor: Cursor, counter: number, before: number): boolean {
  return acknowledge(cursor, lend(cursor, counter, before))
}

/** Begins anew at `counter`: everything on loan is revoked. */
export function moveTo(cursor: Cursor, counter: number, before: number): void {
  for (const loan of cursor.loans) loan.state = 'revoked'
  Object.assign(cursor, cursorAt(counter, before))
}
