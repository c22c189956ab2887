import type { MetricSpec } from '../../catalog/index.ts';
import type { MetadataRow } from '../metadata.ts';
import { hashText } from './hash.ts';
import { rolesOf, roleValue } from './roles.ts';
import { linksOf, type Signal, signalOf } from './signals.ts';
import { spelledMetric } from './spelled-metric.ts';
import type { Connection, Gateway, Link, Topology } from './topology.ts';

/** One time series: a metric of one resource. */
export interface Series {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly since: number;
  readonly signal: Signal;
  readonly gatewayId: string | undefined;
  readonly connectionId: string | undefined;
  readonly tunnelId: string | undefined;
}

/** A metric as the service serves it, with all its series. */
export interface MetricTable {
  readonly metric: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  readonly statistics: readonly string[];
  /** The shortest period, in milliseconds; a shorter one gives nothing. */
  readonly shortestMs: number;
  readonly series: readonly Series[];
  /** Series by the value of one dimension: a fleet's filter does not scan the account. */
  by(key: string, value: string): readonly Series[];
}

interface Resource {
  readonly gateway?: Gateway | undefined;
  readonly connection?: Connection | undefined;
  readonly link?: Link | undefined;
}

type Kind = Pick<MetricSpec, 'resource' | 'attachedTo' | 'tunnels' | 'quantity'>;

/** The series of one metadata row. */
export function buildTable(
  row: MetadataRow,
  topology: Topology,
  account: { accountId: string; regionId: string; seed: number },
): MetricTable {
  const keys = list(row.Dimensions);
  const spec: Partial<Kind> & Omit<Kind, 'quantity'> = spelledMetric(row.MetricName) ?? guessKind(row, keys);
  const roles = rolesOf(keys, spec.attachedTo, row.roles);
  const seed = hashText(row.MetricName, account.seed);
  const series = resources(topology, spec).map((resource): Series => {
    const { gateway, connection, link } = resource;
    return {
      dimensions: Object.fromEntries(keys.map((key, index) => [key, roleValue(roles[index], resource, account)])),
      seed: hashText(ownerId(resource), seed),
      since: (connection ?? gateway)?.since ?? 0,
      signal: signalOf(spec.quantity, linksOf(gateway, connection, link), gateway),
      gatewayId: gateway?.id,
      connectionId: connection?.id,
      tunnelId: link?.tunnelId,
    };
  });
  const indexes = new Map<string, Map<string, Series[]>>();
  return {
    metric: row.MetricName,
    namespace: row.Namespace ?? 'acs_vpn',
    keys,
    statistics: list(row.Statistics),
    shortestMs: Math.min(...list(row.Periods).map(Number)) * 1_000,
    series,
    by: (key, value) => {
      let index = indexes.get(key);
      if (!index) indexes.set(key, (index = indexBy(series, key)));
      return index.get(value) ?? [];
    },
  };
}

function ownerId({ gateway, connection, link }: Resource): string {
  return link?.tunnelId ?? connection?.id ?? gateway?.id ?? '';
}

function resources(topology: Topology, kind: Omit<Kind, 'quantity'> & Partial<Kind>): Resource[] {
  if (kind.resource === 'gateway') return topology.gateways.map((gateway) => ({ gateway }));
  return topology.connections
    .filter((one) => one.attachedTo === kind.attachedTo && (kind.tunnels === 'any' || kind.tunnels === one.mode))
    .filter((one) => kind.quantity !== 'bgpState' || one.hasBgp)
    .flatMap((connection) => {
      const { gateway } = connection;
      return kind.resource === 'connection' ? [{ gateway, connection }] : connection.links.map((link) => ({ gateway, connection, link }));
    });
}

/** What a metric the catalogue lacks measures, told from its name and its dimension keys. */
function guessKind(row: MetadataRow, keys: readonly string[]): Omit<Kind, 'quantity'> {
  const attachedTo = row.MetricName.startsWith('vpn_connection') ? 'transit-router' : 'vpn-gateway';
  const roles = rolesOf(keys, attachedTo, row.roles);
  if (roles.includes('tunnel')) return { resource: 'tunnel', attachedTo, tunnels: 'dual' };
  return { resource: roles.includes('connection') ? 'connection' : 'gateway', attachedTo, tunnels: 'any' };
}

function indexBy(series: readonly Series[], key: string): Map<string, Series[]> {
  const index = new Map<string, Series[]>();
  for (const one of series) {
    const value = one.dimensions[key] ?? '';
    const same = index.get(value);
    if (same) same.push(one);
    else index.set(value, [one]);
  }
  return index;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
