import { refuseOperations } from '../../record/index.ts'
import { errors } from './errors.ts'

const layers = "put the layer's files into the function's own zip file."
const urls = 'functions have no addresses of their own; use Invoke.'
const signing = 'code is not signed here.'
const capacity = 'there are no capacity providers.'
const durable = 'executions are not durable here.'
const provisioned = 'processes start when they are needed and stay for five minutes.'
const runtime = 'functions run on the Node.js and the Python that are installed.'
const policies = 'use AddPermission, RemovePermission and GetPolicy.'

/** Operations that Lambda has and this room refuses by name, and why. */
export const refusedOperations: Readonly<Record<string, string>> = {
  AddLayerVersionPermission: layers,
  CheckpointDurableExecution: durable,
  CreateCapacityProvider: capacity,
  CreateCodeSigningConfig: signing,
  CreateFunctionUrlConfig: urls,
  DeleteCapacityProvider: capacity,
  DeleteCodeSigningConfig: signing,
  DeleteFunctionCodeSigningConfig: signing,
  DeleteFunctionUrlConfig: urls,
  DeleteLayerVersion: layers,
  DeleteProvisionedConcurrencyConfig: provisioned,
  DeleteResourcePolicy: policies,
  GetCapacityProvider: capacity,
  GetCodeSigningConfig: signing,
  GetDurableExecution: durable,
  GetDurableExecutionHistory: durable,
  GetDurableExecutionState: durable,
  GetFunctionRecursionConfig: 'loops of functions are not detected.',
  GetFunctionScalingConfig: capacity,
  GetFunctionUrlConfig: urls,
  GetLayerVersion: layers,
  GetLayerVersionByArn: layers,
  GetLayerVersionPolicy: layers,
  GetProvisionedConcurrencyConfig: provisioned,
  GetResourcePolicy: policies,
  InvokeWithResponseStream: 'answers are not streamed; use Invoke.',
  ListCapacityProviders: capacity,
  ListCodeSigningConfigs: signing,
  ListDurableExecutionsByFunction: durable,
  ListFunctionUrlConfigs: urls,
  ListFunctionVersionsByCapacityProvider: capacity,
  ListFunctionsByCodeSigningConfig: signing,
  ListLayerVersions: layers,
  ListLayers: layers,
  ListProvisionedConcurrencyConfigs: provisioned,
  PublishLayerVersion: layers,
  PutFunctionCodeSigningConfig: signing,
  PutFunctionRecursionConfig: 'loops of functions are not detected.',
  PutFunctionScalingConfig: capacity,
  PutProvisionedConcurrencyConfig: provisioned,
  PutResourcePolicy: policies,
  PutRuntimeManagementConfig: runtime,
  GetRuntimeManagementConfig: runtime,
  RemoveLayerVersionPermission: layers,
  SendDurableExecutionCallbackFailure: durable,
  SendDurableExecutionCallbackHeartbeat: durable,
  SendDurableExecutionCallbackSuccess: durable,
  StopDurableExecution: durable,
  UpdateCapacityProvider: capacity,
  UpdateCodeSigningConfig: signing,
  UpdateFunctionUrlConfig: urls,
}

/** Every refused operation as one that says so, whatever its input. */
export const refusedOperationList = () => refuseOperations(refusedOperations, errors.operationRefused)
