import type { Log } from '../../observe/log.ts'
import type { RoomHealth, Service } from '../../record/index.ts'
import { type Credential, credentialsOf } from './core/keys.ts'
import { NEW_KEY_BYTES, newKey } from './core/new-key.ts'
import type { AccessKey, KeyStore } from './ports.ts'
import { stsService } from './service.ts'

export { rootArn } from './core/keys.ts'
export type { AccessKey, KeyStore } from './ports.ts'

export interface AccessPorts {
  readonly store: KeyStore
  /** 12 digits. */
  readonly account: string
  /** Anyone may call, with any credentials or none. */
  readonly open: boolean
  readonly now: () => number
  readonly randomBytes: (count: number) => Uint8Array
  readonly log: Log
}

export interface AccessRoom {
  /** `sts` */
  readonly service: Service
  /** The credential of an access key id, or undefined when there is none. */
  credentials(accessKeyId: string): Credential | undefined
  health(): RoomHealth
}

/** The access room: who may call. Makes the first pair of keys where there is none. */
export async function createAccess(ports: AccessPorts): Promise<AccessRoom> {
  const { account, open, log } = ports
  const keys = await accessKeys(ports)
  log.room('access').info(open ? 'requests are not checked (--open)' : 'requests must be signed', {
    keys: keys.length,
    account,
  })
  return {
    service: stsService(),
    credentials: credentialsOf(keys, account),
    health: () => ({
      room: 'access',
      state: 'ok',
      detail: { signatures: open ? 'not checked' : 'required', keys: keys.length, account },
    }),
  }
}

/** The keys of a store, after making a first pair where there is none. */
export async function accessKeys({
  store,
  now,
  randomBytes,
}: Pick<AccessPorts, 'store' | 'now' | 'randomBytes'>): Promise<readonly AccessKey[]> {
  const kept = await store.read()
  if (kept) return kept
  return store.makeFirst([newKey(randomBytes(NEW_KEY_BYTES), new Date(now()).toISOString())])
}
