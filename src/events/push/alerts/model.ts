import type { MetricName } from '../../../catalog/index.ts';

/** The resource that a threshold notification is about, as far as the ids in its dimensions say. */
export interface AlertResource {
  /** `vpn-…` */
  readonly gatewayId?: string;
  /** `vco-…` */
  readonly connectionId?: string;
  /** `tun-…` */
  readonly tunnelId?: string;
}

/**
 * What a threshold rule posted to its webhook about one resource: an alert, a reminder of one, or its end.
 *
 * Source: Cloud Monitor's document of the callback of a threshold-triggered alert rule, and captures of real ones. Fields that are not
 * named here are left out: the account id, the signature (how it is made is documented nowhere, so it proves nothing), the group.
 */
export interface AlertNotification {
  /** The same where the same notification is delivered again: made of rule, metric, dimensions, time, state and level. */
  readonly id: string;
  readonly ruleId: string;
  /** The rule's name; its id where the notification has none. */
  readonly ruleName: string;
  /** The documented name of the metric, whatever spelling the service used; as it came where the catalogue lacks it. */
  readonly metric: MetricName | (string & {});
  /** The metric's name as the API has it, where the notification has that beside the one it shows. */
  readonly rawMetric?: string;
  /** The level that is reached; `OK` for a recovery, `UNKNOWN` where the notification has none. */
  readonly level: 'CRITICAL' | 'WARN' | 'INFO' | 'OK' | (string & {});
  /** The level before. */
  readonly previousLevel?: 'CRITICAL' | 'WARN' | 'INFO' | 'OK' | (string & {});
  /** `alert`, `ok` for a recovery, `insufficient-data` for a rule that alerts on missing datapoints; `unknown` where nothing says. */
  readonly state: 'alert' | 'ok' | 'insufficient-data' | (string & {});
  /** The value that was compared; absent where there was no datapoint. */
  readonly value?: number;
  /** The unit of the value, as the service writes it. */
  readonly unit?: string;
  /** The condition, such as `$Value<1`. */
  readonly expression?: string;
  /** When the rule noticed, in milliseconds since the epoch. Some senders give whole seconds. */
  readonly at: number;
  /** The region, such as `cn-hangzhou`. */
  readonly regionId?: string;
  /** How long the alert has lasted, in words of the account's language. */
  readonly lasted?: string;
  readonly resource: AlertResource;
  /** The dimensions of the series, by key. */
  readonly dimensions: Readonly<Record<string, string>>;
}
