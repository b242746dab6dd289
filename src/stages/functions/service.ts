import type { Operation, Service } from '../../record/index.ts'
import { lambdaModel } from './model.ts'
import { addPermission } from './operations/add-permission.ts'
import { createAlias } from './operations/create-alias.ts'
import { createEventSourceMapping } from './operations/create-event-source-mapping.ts'
import { createFunction } from './operations/create-function.ts'
import { deleteAlias } from './operations/delete-alias.ts'
import { deleteEventSourceMapping } from './operations/delete-event-source-mapping.ts'
import { deleteFunction } from './operations/delete-function.ts'
import { deleteFunctionConcurrency } from './operations/delete-function-concurrency.ts'
import { deleteFunctionEventInvokeConfig } from './operations/delete-function-event-invoke-config.ts'
import { getAccountSettings } from './operations/get-account-settings.ts'
import { getAlias } from './operations/get-alias.ts'
import { getEventSourceMapping } from './operations/get-event-source-mapping.ts'
import { getFunction } from './operations/get-function.ts'
import { getFunctionCodeSigningConfig } from './operations/get-function-code-signing-config.ts'
import { getFunctionConcurrency } from './operations/get-function-concurrency.ts'
import { getFunctionConfiguration } from './operations/get-function-configuration.ts'
import { getFunctionEventInvokeConfig } from './operations/get-function-event-invoke-config.ts'
import { getPolicy } from './operations/get-policy.ts'
import { invoke } from './operations/invoke.ts'
import { invokeAsync } from './operations/invoke-async.ts'
import { listAliases } from './operations/list-aliases.ts'
import { listEventSourceMappings } from './operations/list-event-source-mappings.ts'
import { listFunctionEventInvokeConfigs } from './operations/list-function-event-invoke-configs.ts'
import { listFunctions } from './operations/list-functions.ts'
import { listTags } from './operations/list-tags.ts'
import { listVersionsByFunction } from './operations/list-versions-by-function.ts'
import { publishVersion } from './operations/publish-version.ts'
import { putFunctionConcurrency } from './operations/put-function-concurrency.ts'
import { putFunctionEventInvokeConfig } from './operations/put-function-event-invoke-config.ts'
import { removePermission } from './operations/remove-permission.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateAlias } from './operations/update-alias.ts'
import { updateEventSourceMapping } from './operations/update-event-source-mapping.ts'
import { updateFunctionCode } from './operations/update-function-code.ts'
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts'
import { updateFunctionEventInvokeConfig } from './operations/update-function-event-invoke-config.ts'
import type { Lambda } from './own/lambda.ts'
import { refusedOperationList } from './refused.ts'

/** The `lambda` service. */
export function lambdaService(lambda: Lambda): Service {
  // biome-ignore lint/suspicious/noExplicitAny: a heterogeneous list; dispatch validates before it calls.
  const operations: readonly Operation<any, unknown>[] = [
    addPermission(lambda),
    createAlias(lambda),
    createEventSourceMapping(lambda),
    createFunction(lambda),
    deleteAlias(lambda),
    deleteEventSourceMapping(lambda),
    deleteFunction(lambda),
    deleteFunctionConcurrency(lambda),
    deleteFunctionEventInvokeConfig(lambda),
    getAccountSettings(lambda),
    getAlias(lambda),
    getEventSourceMapping(lambda),
    getFunction(lambda),
    getFunctionCodeSigningConfig(lambda),
    getFunctionConcurrency(lambda),
    getFunctionConfiguration(lambda),
    getFunctionEventInvokeConfig(lambda),
    getPolicy(lambda),
    invoke(lambda),
    invokeAsync(lambda),
    listAliases(lambda),
    listEventSourceMappings(lambda),
    listFunctionEventInvokeConfigs(lambda),
    listFunctions(lambda),
    listTags(lambda),
    listVersionsByFunction(lambda),
    publishVersion(lambda),
    putFunctionConcurrency(lambda),
    putFunctionEventInvokeConfig(lambda),
    removePermission(lambda),
    tagResource(lambda),
    untagResource(lambda),
    updateAlias(lambda),
    updateEventSourceMapping(lambda),
    updateFunctionCode(lambda),
    updateFunctionConfiguration(lambda),
    updateFunctionEventInvokeConfig(lambda),
    ...refusedOperationList(),
  ]
  return {
    name: 'lambda',
    model: lambdaModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}
