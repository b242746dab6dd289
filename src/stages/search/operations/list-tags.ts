import type { Operation } from '../../../record/index.ts'
import { noSuchArn } from '../domain-errors.ts'
import type { Domains } from '../domains.ts'

export function listTags(domains: Domains): Operation<{ readonly ARN: string }> {
  return {
    name: 'ListTags',
    members: { ARN: { type: 'string', required: true, min: 20, max: 2048 } },
    async run({ ARN: arn }) {
      const domain = domains.all().find((candidate) => candidate.arn === arn)
      if (!domain) throw noSuchArn(arn)
      return { TagList: domain.tags }
    },
  }
}
