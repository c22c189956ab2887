import type { MetricName } from '../../../catalog/index.ts';

/** The resource of a threshold notification, as far as the ids in its dimensions identify it. */
export interface AlertResource {
  /** The VPN gateway, `vpn-…`. */
  readonly gatewayId?: string;
  /** The IPsec connection, `vco-…`. */
  readonly connectionId?: string;
  /** The tunnel, `tun-…`. */
  readonly tunnelId?: string;
}

/**
 * A notification that a threshold rule posted to its webhook about one resource: an alert, a reminder, or the end of an alert.
 *
 * Source: Cloud Monitor's documentation of the callback of threshold rules, and captured callbacks. All other fields are left out: the
 * account id, the group, and the signature, which proves nothing because its method is not documented.
 */
export interface AlertNotification {
  /** The same if the same notification is delivered again: a digest of rule, metric, dimensions, time, state and level. */
  readonly id: string;
  /** The id of the threshold rule. */
  readonly ruleId: string;
  /** The name of the rule, or its id if the notification has no name. */
  readonly ruleName: string;
  /** The metric, by its documented name if it is in the catalogue, otherwise as the service names it. */
  readonly metric: MetricName | (string & {});
  /** The name of the metric in the API, if the notification contains it in addition to a display name. */
  readonly rawMetric?: string;
  /** The present level: `OK` for a recovery, `UNKNOWN` if the notification has none. */
  readonly level: 'CRITICAL' | 'WARN' | 'INFO' | 'OK' | (string & {});
  /** The level before this notification. */
  readonly previousLevel?: 'CRITICAL' | 'WARN' | 'INFO' | 'OK' | (string & {});
  /**
   * `alert`, `ok` for a recovery, `insufficient-data` if the rule alerts on missing datapoints; `unknown` if the notification does not
   * tell.
   */
  readonly state: 'alert' | 'ok' | 'insufficient-data' | (string & {});
  /** The value that was compared. Absent if there was no datapoint. */
  readonly value?: number;
  /** The unit of the value, as the service writes it. */
  readonly unit?: string;
  /** The condition in the service's notation, such as `$Value<1`. */
  readonly expression?: string;
  /** The time at which the rule fired or recovered, in milliseconds since the epoch. Some senders give whole seconds. */
  readonly at: number;
  /** The region, such as `cn-hangzhou`. */
  readonly regionId?: string;
  /** How long the alert has lasted, as text in the account's language. */
  readonly lasted?: string;
  /** The resource, as far as the dimensions identify it. */
  readonly resource: AlertResource;
  /** The dimensions of the series by key. */
  readonly dimensions: Readonly<Record<string, string>>;
}
