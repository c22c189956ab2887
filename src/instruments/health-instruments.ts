import type { Instrument } from './instrument.ts';

/** How a watch fares. */
export const WATCH = {
  active: {
    kind: 'gauge',
    family: 'alicloud_vpn_watch_active',
    name: 'vpn.watch.active',
    unit: '1',
    attributes: ['region', 'source'],
    description: 'Whether the watch asks and reports: 1 active, 0 stopped or on standby. Without it no state is exported.',
  },
  lastSuccess: {
    kind: 'gauge',
    family: 'alicloud_vpn_watch_last_success_timestamp_seconds',
    name: 'vpn.watch.last_success.time',
    unit: 's',
    attributes: ['region', 'source'],
    description: 'When the last round of the watch began in which nothing failed, in seconds since the epoch.',
  },
  duration: {
    kind: 'gauge',
    family: 'alicloud_vpn_watch_round_duration_seconds',
    name: 'vpn.watch.round.duration',
    unit: 's',
    attributes: ['region', 'source'],
    description: 'How long the last round of the watch took, in seconds.',
  },
  rounds: {
    kind: 'counter',
    family: 'alicloud_vpn_watch_rounds_total',
    name: 'vpn.watch.rounds',
    unit: '{round}',
    attributes: ['region', 'source'],
    description: 'Rounds that the watch has made since the export began.',
  },
  failures: {
    kind: 'counter',
    family: 'alicloud_vpn_watch_failures_total',
    name: 'vpn.watch.failures',
    unit: '{failure}',
    attributes: ['region', 'source', 'part'],
    description: 'Rounds of the watch in which a part failed, by part.',
  },
  disagreements: {
    kind: 'counter',
    family: 'alicloud_vpn_watch_disagreements_total',
    name: 'vpn.watch.disagreements',
    unit: '{disagreement}',
    attributes: ['region', 'source'],
    description: 'Standing disagreements of sources that the watch has reported since the export began.',
  },
} as const satisfies Readonly<Record<string, Instrument>>;

/** How a query, or the list of certificates, is polled. */
export const QUERY = {
  lastSuccess: {
    kind: 'gauge',
    family: 'alicloud_vpn_query_last_success_timestamp_seconds',
    name: 'vpn.query.last_success.time',
    unit: 's',
    attributes: ['region', 'source'],
    description: 'When the last poll of the query that did not fail ended, in seconds since the epoch.',
  },
  duration: {
    kind: 'gauge',
    family: 'alicloud_vpn_query_duration_seconds',
    name: 'vpn.query.duration',
    unit: 's',
    attributes: ['region', 'source'],
    description: 'How long the last poll of the query took, in seconds.',
  },
  polls: {
    kind: 'counter',
    family: 'alicloud_vpn_query_polls_total',
    name: 'vpn.query.polls',
    unit: '{poll}',
    attributes: ['region', 'source'],
    description: 'Polls of the query since the export began.',
  },
  failures: {
    kind: 'counter',
    family: 'alicloud_vpn_query_failures_total',
    name: 'vpn.query.failures',
    unit: '{failure}',
    attributes: ['region', 'source'],
    description: 'Polls of the query that have failed since the export began.',
  },
  newest: {
    kind: 'gauge',
    family: 'alicloud_vpn_query_datapoint_timestamp_seconds',
    name: 'vpn.query.datapoint.time',
    unit: 's',
    attributes: ['region', 'source', 'quantity'],
    description: 'The time of the newest datapoint of the query, by quantity, in seconds since the epoch.',
  },
} as const satisfies Readonly<Record<string, Instrument>>;

/** What a monitor has asked of the services. */
export const USAGE = {
  calls: {
    kind: 'counter',
    family: 'alicloud_vpn_calls_total',
    name: 'vpn.calls',
    unit: '{call}',
    attributes: ['region', 'source', 'operation'],
    description: 'Calls of the monitor, by operation, retries included.',
  },
  billable: {
    kind: 'counter',
    family: 'alicloud_vpn_billable_calls_total',
    name: 'vpn.billable_calls',
    unit: '{call}',
    attributes: ['region', 'source'],
    description: "Calls of the monitor that count towards the account's free calls of the month.",
  },
  projected: {
    kind: 'gauge',
    family: 'alicloud_vpn_projected_billable_calls',
    name: 'vpn.billable_calls.projected',
    unit: '{call}',
    attributes: ['region', 'source'],
    description: 'Billable calls of a month of 30 days at the rate so far.',
  },
  free: {
    kind: 'gauge',
    family: 'alicloud_vpn_free_billable_calls',
    name: 'vpn.billable_calls.free',
    unit: '{call}',
    attributes: ['region', 'source'],
    description: "The account's free billable calls of a month, for all programs and regions together.",
  },
} as const satisfies Readonly<Record<string, Instrument>>;
