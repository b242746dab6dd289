import type { Members, Operation } from '../../record/index.ts'
import { errors } from './errors.ts'

const reasons = {
  alarms: 'alarms are not served yet.',
  dashboards: "dashboards of CloudWatch are not kept; Tailrace's own are on the console's port.",
  streams: 'metrics are not streamed elsewhere.',
  insights: 'contributor insights are not computed.',
  anomalies: 'anomalies of metrics are not detected.',
  images: 'no pictures are drawn here; the console shows charts.',
  tags: 'there is nothing in this service that could be tagged yet.',
  telemetry: 'it belongs to services that are not part of this program.',
} as const

/** What CloudWatch offers and this room does not, with the reason that a client is told. */
export const refusedOperations: Readonly<Record<string, string>> = {
  AssociateDatasetKmsKey: reasons.telemetry,
  CreateResourceMetricsConfiguration: reasons.telemetry,
  DeleteAlarmMuteRule: reasons.alarms,
  DeleteAlarms: reasons.alarms,
  DeleteAnomalyDetector: reasons.anomalies,
  DeleteDashboards: reasons.dashboards,
  DeleteInsightRules: reasons.insights,
  DeleteMetricStream: reasons.streams,
  DeleteResourceMetricsConfiguration: reasons.telemetry,
  DescribeAlarmContributors: reasons.alarms,
  DescribeAlarmHistory: reasons.alarms,
  DescribeAlarms: reasons.alarms,
  DescribeAlarmsForMetric: reasons.alarms,
  DescribeAnomalyDetectors: reasons.anomalies,
  DescribeInsightRules: reasons.insights,
  DisableAlarmActions: reasons.alarms,
  DisableInsightRules: reasons.insights,
  DisassociateDatasetKmsKey: reasons.telemetry,
  EnableAlarmActions: reasons.alarms,
  EnableInsightRules: reasons.insights,
  GetAlarmMuteRule: reasons.alarms,
  GetDashboard: reasons.dashboards,
  GetDataset: reasons.telemetry,
  GetInsightRuleReport: reasons.insights,
  GetMetricStream: reasons.streams,
  GetMetricWidgetImage: reasons.images,
  GetOTelEnrichment: reasons.telemetry,
  GetResourceMetricsConfiguration: reasons.telemetry,
  ListAlarmMuteRules: reasons.alarms,
  ListDashboards: reasons.dashboards,
  ListManagedInsightRules: reasons.insights,
  ListMetricStreams: reasons.streams,
  ListTagsForResource: reasons.tags,
  PutAlarmMuteRule: reasons.alarms,
  PutAnomalyDetector: reasons.anomalies,
  PutCompositeAlarm: reasons.alarms,
  PutDashboard: reasons.dashboards,
  PutInsightRule: reasons.insights,
  PutLogAlarm: reasons.alarms,
  PutManagedInsightRules: reasons.insights,
  PutMetricAlarm: reasons.alarms,
  PutMetricStream: reasons.streams,
  SetAlarmState: reasons.alarms,
  StartMetricStreams: reasons.streams,
  StartOTelEnrichment: reasons.telemetry,
  StopMetricStreams: reasons.streams,
  StopOTelEnrichment: reasons.telemetry,
  TagResource: reasons.tags,
  UntagResource: reasons.tags,
  UpdateOTelEnrichment: reasons.telemetry,
  UpdateResourceMetricsConfiguration: reasons.telemetry,
}

/** Every refused operation as one that says so, whatever its input. */
export function refusedOperationList(): readonly Operation[] {
  return Object.entries(refusedOperations).map(([name, why]) => ({
    name,
    members: anyMember,
    run: async () => {
      throw errors.operationNotServed(name, why)
    },
  }))
}

/** Knows every member and asks nothing of it: the client is told about the operation, not about a member. */
const anyMember: Members = new Proxy(
  {},
  {
    get: (_, name) => (typeof name === 'string' ? {} : undefined),
    getOwnPropertyDescriptor: () => ({ value: {}, configurable: true, enumerable: true }),
  },
)
