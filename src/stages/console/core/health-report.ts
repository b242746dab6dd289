import type { RoomHealth } from '../../../record/health.ts'

export interface HealthReport {
  readonly status: 'ok' | 'starting' | 'failing'
  readonly rooms: readonly RoomHealth[]
}

/** 200 only when every room works; a room that starts or has stopped does not serve yet or any more. */
export function reportHealth(rooms: readonly RoomHealth[]): { code: number; report: HealthReport } {
  const bad = rooms.filter((room) => room.state !== 'ok')
  if (bad.length === 0) return { code: 200, report: { status: 'ok', rooms } }
  const status = bad.every((room) => room.state === 'starting') ? 'starting' : 'failing'
  return { code: 503, report: { status, rooms } }
}
