import { metricSpec } from '../../catalog/index.ts';
import { makeUuid } from '../model/ids.ts';
import { SIMULATED_SECRET } from '../secret.ts';
import type { Service } from '../service/context.ts';
import type { AlertFinding } from './finding.ts';
import { COMPARISONS, type Escalation } from './model.ts';

const MINUTE = 60_000;

/** The condition of a level as notifications and the alert log write it, such as `$Value<1`. */
export function expressionOf({ statistic, comparison, thresholdText }: Escalation): string {
  return `$${statistic}${COMPARISONS[comparison]}${thresholdText}`;
}

/** The fields that a rule posts to its webhook. Source: the documented sample of a threshold-triggered callback, and captures of real ones. */
export function notificationFields(finding: AlertFinding, service: Service): Readonly<Record<string, string>> {
  const { rule, series, notice, escalation, value } = finding;
  const { at, from, to, lastedMs } = notice;
  const { dimensions, tunnelId, connectionId, gatewayId } = series;
  const resourceId = tunnelId ?? connectionId ?? gatewayId ?? '';
  return {
    expression: expressionOf(escalation),
    metricName: rule.metric,
    rawMetricName: rule.metric,
    instanceName: resourceId,
    // How it is made is documented nowhere, so nothing can be proved by it.
    signature: `${SIMULATED_SECRET}-signature`,
    metricProject: rule.namespace,
    namespace: rule.namespace,
    userId: service.accountId,
    curValue: value === undefined ? 'null' : String(value),
    unit: metricSpec(rule.metric)?.unit ?? 'null',
    alertName: rule.name,
    ruleId: rule.id,
    alertState: to === 'OK' || to === 'INSUFFICIENT_DATA' ? to : 'ALERT',
    triggerLevel: to,
    preTriggerLevel: from,
    dimensions: `{${Object.entries(dimensions)
      .map(([key, id]) => `${key}=${id}`)
      .join(', ')}}`,
    timestamp: String(at),
    lastTime: `${Math.max(1, Math.round(lastedMs / MINUTE))} minutes`,
    regionId: service.regionId,
    regionName: service.regionId,
    groupId: 'null',
    productGroupName: 'null',
    transId: transactionId(finding),
  };
}

/** The same for the same finding. */
export function transactionId({ rule, series, notice }: AlertFinding): string {
  return makeUuid([rule.id, JSON.stringify(series.dimensions), notice.at, notice.to].join('|'));
}
