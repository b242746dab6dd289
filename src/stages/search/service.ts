import type { Service } from '../../record/index.ts'
import type { Domains } from './domains.ts'
import { createDomain } from './operations/create-domain.ts'
import { deleteDomain } from './operations/delete-domain.ts'
import { describeDomain } from './operations/describe-domain.ts'
import { describeDomains } from './operations/describe-domains.ts'
import { listDomainNames } from './operations/list-domain-names.ts'
import { listTags } from './operations/list-tags.ts'

/** The AWS domain API (OpenSearch Service, 2021-01-01). */
export function openSearchService(domains: Domains, now: () => number): Service {
  const operations = [
    createDomain(domains, now),
    deleteDomain(domains),
    describeDomain(domains),
    describeDomains(domains),
    listDomainNames(domains),
    listTags(domains),
  ]
  return { name: 'opensearch', operations: Object.fromEntries(operations.map((one) => [one.name, one])) }
}
