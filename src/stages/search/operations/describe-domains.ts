import type { Operation } from '../../../record/index.ts'
import { type Domains, statusOf } from '../domains.ts'
import { DOMAIN_NAME } from '../shapes.ts'

/** Names without a domain are left out of the answer, as AWS does. */
export function describeDomains(domains: Domains): Operation<{ readonly DomainNames: readonly string[] }> {
  return {
    name: 'DescribeDomains',
    members: { DomainNames: { type: 'list', required: true, element: DOMAIN_NAME } },
    async run({ DomainNames: names }) {
      const found = names.flatMap((name) => domains.find(name) ?? [])
      return { DomainStatusList: found.map((domain) => statusOf(domain, domains.endpoint)) }
    },
  }
}
