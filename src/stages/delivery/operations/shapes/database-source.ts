import type { Member } from '../../../../record/index.ts'
import { reasons } from '../../errors.ts'
import { choice, list, need, refuse, structure, text, whole } from './constraint.ts'
import { secret } from './delivery.ts'

const names = (longest: number): Member => {
  const name = text(1, longest, '[\\u0001-\\uFFFF]*')
  return structure({ Include: list(name), Exclude: list(name) })
}

export const databaseSource: Member = refuse(
  structure({
    Type: need(choice('MySQL', 'PostgreSQL')),
    Endpoint: need(text(1, 255, '^(?!\\s*$).+')),
    Port: need(whole(0, 65_535)),
    SSLMode: choice('Disabled', 'Enabled'),
    Databases: need(names(64)),
    Tables: need(names(129)),
    Columns: names(194),
    SurrogateKeys: list(text(1, 1024, '^\\S+$')),
    SnapshotWatermarkTable: need(text(1, 129, '[\\u0001-\\uFFFF]*')),
    DatabaseSourceAuthenticationConfiguration: need(structure({ SecretsManagerConfiguration: need(secret) })),
    DatabaseSourceVPCConfiguration: need(
      structure({
        VpcEndpointServiceName: need(
          text(
            47,
            255,
            '([a-zA-Z0-9\\-\\_]+\\.){2,3}vpce\\.[a-zA-Z0-9\\-]*\\.vpce-svc\\-[a-zA-Z0-9\\-]{17}$',
          ),
        ),
      }),
    ),
  }),
  reasons.source,
)
