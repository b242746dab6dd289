import type { Members } from '../../../../record/index.ts'
import type { DestinationType } from './destination-type.ts'
import { elasticsearch } from './elasticsearch.ts'
import { extendedS3 } from './extended-s3.ts'
import { httpEndpoint } from './http-endpoint.ts'
import { iceberg } from './iceberg.ts'
import { openSearch } from './open-search.ts'
import { openSearchServerless } from './open-search-serverless.ts'
import { redshift } from './redshift.ts'
import { s3 } from './s3.ts'
import { snowflake } from './snowflake.ts'
import { splunk } from './splunk.ts'

export type { DestinationType } from './destination-type.ts'

/** Every destination that AWS has. */
export const destinationTypes: readonly DestinationType[] = [
  ...[s3, extendedS3, redshift, elasticsearch, openSearch, splunk, httpEndpoint],
  ...[openSearchServerless, snowflake, iceberg],
]

/** Members of CreateDeliveryStream and of UpdateDestination. */
export const configurations: Members = Object.fromEntries(
  destinationTypes.map(({ name, configuration }) => [`${name}DestinationConfiguration`, configuration]),
)
export const updates: Members = Object.fromEntries(
  destinationTypes.map(({ name, update }) => [`${name}DestinationUpdate`, update]),
)

/** The destinations that an input names, with the member that names each. */
export function given(
  input: object,
  suffix: 'DestinationConfiguration' | 'DestinationUpdate',
): { readonly type: DestinationType; readonly member: string; readonly value: object }[] {
  return destinationTypes.flatMap((type) => {
    const member = `${type.name}${suffix}`
    const value = (input as Record<string, object | undefined>)[member]
    return value ? [{ type, member, value }] : []
  })
}
