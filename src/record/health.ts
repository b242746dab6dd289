/** How one room is doing; `GET /health` shows one of these a room. */
export interface RoomHealth {
  readonly room: string
  readonly state: 'starting' | 'ok' | 'failing' | 'stopped'
  /** How far behind its input the room is, ms; absent where the notion makes no sense. */
  readonly lagMillis?: number
  readonly lagRecords?: number
  /** The newest error's sentence, and when. Kept after recovery; `state` says whether it still hurts. */
  readonly lastError?: { readonly message: string; readonly at: string }
  /** Room-specific facts to show: counters, files, positions. JSON-able. */
  readonly detail?: Readonly<Record<string, unknown>>
}
