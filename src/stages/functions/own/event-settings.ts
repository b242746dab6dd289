import { errors } from '../errors.ts'
import { type EventSettings, LATEST, type OwnFunction } from './definition.ts'
import { arnOf } from './registry.ts'

export interface EventSettingsInput {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly MaximumRetryAttempts?: number
  readonly MaximumEventAgeInSeconds?: number
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string }
    readonly OnFailure?: { readonly Destination?: string }
  }
}

export const settingsKey = (qualifier: string | undefined) => qualifier ?? LATEST

/** What was given; throws for destinations, which there are not. */
export function readEventSettings(input: EventSettingsInput, now: number): EventSettings {
  const { DestinationConfig: config } = input
  if (config?.OnSuccess?.Destination || config?.OnFailure?.Destination) {
    throw errors.notServed(
      'DestinationConfig',
      'there are no queues or topics; what is given up is in the log.',
    )
  }
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAgeSeconds } = input
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    modified: now,
  }
}

/** FunctionEventInvokeConfig. Throws when there is none. */
export function describeEventSettings(own: OwnFunction, key: string) {
  const settings = own.eventSettings?.[key]
  if (!settings) throw errors.noEventSettings(arnOf(own, key))
  return {
    LastModified: new Date(settings.modified),
    FunctionArn: arnOf(own, key),
    ...(settings.retries === undefined ? {} : { MaximumRetryAttempts: settings.retries }),
    ...(settings.maxAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: settings.maxAgeSeconds }),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  }
}
