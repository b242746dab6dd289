import type { Operation } from '../../../record/index.ts'
import { domainMissing } from '../domain-errors.ts'
import { type Domains, statusOf } from '../domains.ts'
import { DOMAIN_NAME } from '../shapes.ts'

export function describeDomain(domains: Domains): Operation<{ readonly DomainName: string }> {
  return {
    name: 'DescribeDomain',
    members: { DomainName: DOMAIN_NAME },
    async run({ DomainName: name }) {
      const domain = domains.find(name)
      if (!domain) throw domainMissing(name)
      return { DomainStatus: statusOf(domain, domains.endpoint) }
    },
  }
}
