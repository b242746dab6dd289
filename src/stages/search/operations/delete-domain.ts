import type { Operation } from '../../../record/index.ts'
import { domainMissing } from '../domain-errors.ts'
import { type Domains, statusOf } from '../domains.ts'
import { DOMAIN_NAME } from '../shapes.ts'

/** Takes the name away. The rows stay: they belong to the data folder, which other domains share. */
export function deleteDomain(domains: Domains): Operation<{ readonly DomainName: string }> {
  return {
    name: 'DeleteDomain',
    members: { DomainName: DOMAIN_NAME },
    async run({ DomainName: name }) {
      const domain = domains.find(name)
      if (!domain) throw domainMissing(name)
      await domains.remove(name)
      return { DomainStatus: statusOf(domain, domains.endpoint, true) }
    },
  }
}
