import { describe, expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import type { Caller, Marks } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createSearch } from './index.ts'
import type { SearchEngine } from './ports.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const ARN = 'arn:aws:es:us-east-1:000000000000:domain/web-logs'

/** A room without an engine: domains never ask it. */
function roomOn(kept: Map<string, string>) {
  const marks: Marks = {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    list: (prefix) => [...kept].filter(([key]) => key.startsWith(prefix)).sort(),
  }
  const engine = { indices: () => [] } as unknown as SearchEngine
  const search = createSearch({ engine, marks, now: () => 7, log: silentLog, endpoint: '127.0.0.1:9200' })
  const dispatch = createDispatch([search.service])
  return {
    search,
    run: (operation: string, input: Record<string, unknown>) =>
      dispatch('opensearch', operation, input, caller),
  }
}

describe('domains', () => {
  test('are created, described, listed, found by delivery, and survive a restart', async () => {
    const kept = new Map<string, string>()
    const first = roomOn(kept)
    expect(first.search.indexFor(ARN)).toBeUndefined()
    const options = {
      EngineVersion: 'OpenSearch_2.19',
      ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 1 },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 10 },
    }
    const made = await first.run('CreateDomain', {
      DomainName: 'web-logs',
      ...options,
      TagList: [{ Key: 'a', Value: 'b' }],
    })
    const status = {
      DomainName: 'web-logs',
      ARN,
      Created: true,
      Deleted: false,
      Processing: false,
      Endpoint: '127.0.0.1:9200',
      ...options,
    }
    expect(made).toMatchObject({ DomainStatus: status })
    const { search, run } = roomOn(kept)
    expect(await run('DescribeDomain', { DomainName: 'web-logs' })).toMatchObject({ DomainStatus: status })
    expect(await run('DescribeDomains', { DomainNames: ['web-logs', 'others'] })).toMatchObject({
      DomainStatusList: [status],
    })
    expect(await run('ListDomainNames', {})).toEqual({
      DomainNames: [{ DomainName: 'web-logs', EngineType: 'OpenSearch' }],
    })
    expect(await run('ListDomainNames', { EngineType: 'Elasticsearch' })).toEqual({ DomainNames: [] })
    expect(await run('ListTags', { ARN })).toEqual({ TagList: [{ Key: 'a', Value: 'b' }] })
    expect(search.indexFor(ARN)).toBeDefined()
    expect(search.indexFor('https://127.0.0.1:9200/')).toBeDefined()
    expect(search.indexFor('https://elsewhere:9200')).toBeUndefined()
    expect(await run('DeleteDomain', { DomainName: 'web-logs' })).toMatchObject({
      DomainStatus: { Deleted: true },
    })
    expect(search.indexFor(ARN)).toBeUndefined()
    expect(kept.size).toBe(0)
  })

  test('names are taken once, and missing ones are errors', async () => {
    const { run } = roomOn(new Map())
    await run('CreateDomain', { DomainName: 'logs' })
    await expect(run('CreateDomain', { DomainName: 'logs' })).rejects.toMatchObject({
      type: 'ResourceAlreadyExistsException',
      status: 409,
    })
    await expect(run('DescribeDomain', { DomainName: 'nope' })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'Domain not found: nope',
    })
    await expect(run('DeleteDomain', { DomainName: 'nope' })).rejects.toThrow('Domain not found: nope')
  })

  test.each([
    [{ DomainName: 'No' }, "Value 'No' at 'domainName' failed to satisfy constraint: Member must"],
    [{ EngineVersion: 'OpenSearch_2.19.1' }, "at 'engineVersion'"],
    [{ ClusterConfig: { InstanceCount: 0 } }, "at 'clusterConfig.instanceCount'"],
    [{ EBSOptions: { VolumeType: 'floppy' } }, 'enum value set: [standard, gp2, io1, gp3]'],
    [{ AccessPolicies: '{"Version":"2012-10-17"}' }, 'AccessPolicies is refused'],
    [{ AdvancedSecurityOptions: { Enabled: true } }, 'AdvancedSecurityOptions.Enabled is refused'],
    [{ AdvancedSecurityOptions: { Enabled: false, MasterUserOptions: {} } }, 'does not have this protection'],
    [{ CognitoOptions: { Enabled: true } }, 'CognitoOptions.Enabled is refused'],
    [{ EncryptionAtRestOptions: { Enabled: true } }, 'EncryptionAtRestOptions.Enabled is refused'],
    [{ DomainEndpointOptions: { EnforceHTTPS: true } }, 'DomainEndpointOptions.EnforceHTTPS is refused'],
    [{ VPCOptions: { SubnetIds: ['a'] } }, 'VPCOptions: is refused'],
    [
      { AdvancedOptions: { 'indices.fielddata.cache.size': '20' } },
      'AdvancedOptions: indices.fielddata.cache.size = 20 is not served',
    ],
    [{ ClusterSize: 3 }, "Unknown member 'ClusterSize'"],
  ])('CreateDomain refuses %j', async (input, why) => {
    await expect(roomOn(new Map()).run('CreateDomain', { DomainName: 'logs', ...input })).rejects.toThrow(why)
  })

  test('protection switched off and advanced options that hold anyway are fine', async () => {
    const input = {
      DomainName: 'logs',
      AdvancedSecurityOptions: { Enabled: false },
      DomainEndpointOptions: { EnforceHTTPS: false },
      AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
      NodeToNodeEncryptionOptions: { Enabled: true },
    }
    expect(await roomOn(new Map()).run('CreateDomain', input)).toMatchObject({
      DomainStatus: {
        AdvancedSecurityOptions: { Enabled: false },
        NodeToNodeEncryptionOptions: { Enabled: true },
      },
    })
  })
})
