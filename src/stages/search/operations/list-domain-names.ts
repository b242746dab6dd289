import type { Operation } from '../../../record/index.ts'
import type { Domains } from '../domains.ts'

export function listDomainNames(domains: Domains): Operation<{ readonly EngineType?: string }> {
  return {
    name: 'ListDomainNames',
    members: { EngineType: { type: 'string', values: ['OpenSearch', 'Elasticsearch'] } },
    async run({ EngineType: wanted }) {
      const all = domains.all().map(({ name, engineVersion }) => ({
        DomainName: name,
        EngineType: engineVersion.split('_')[0],
      }))
      return { DomainNames: all.filter(({ EngineType }) => wanted === undefined || EngineType === wanted) }
    },
  }
}
