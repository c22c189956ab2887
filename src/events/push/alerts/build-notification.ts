import type { MetricSpec } from '../../../catalog/index.ts';
import { digestOf } from '../../../internal/digest.ts';
import { frozen } from '../../../internal/frozen.ts';
import { malformed } from '../malformed.ts';
import type { AlertNotification } from './model.ts';
import { resourceAmong, specNamed } from './named.ts';
import type { RawThreshold } from './raw-threshold.ts';

const VPN_NAMESPACE = /^acs_vpn/i;
const STATES: Readonly<Record<string, string>> = { ALERT: 'alert', ALARM: 'alert', OK: 'ok', INSUFFICIENT_DATA: 'insufficient-data' };
const LEVELS: Readonly<Record<string, string>> = { WARNING: 'WARN' };

/** The notification of a raw one; `undefined` where it is about no VPN metric. Throws a `protocol` error where rule, metric or time are missing. */
export function buildNotification(raw: RawThreshold): AlertNotification | undefined {
  const spec = raw.names.map(specNamed).find((found) => found !== undefined);
  if (!isOfVpn(raw, spec)) return undefined;
  const { ruleId, at } = raw;
  const metric = spec?.name ?? raw.names.at(-1);
  if (metric === undefined) throw malformed('the threshold notification names no metric');
  if (ruleId === undefined) throw malformed('the threshold notification has no ruleId');
  if (at === undefined) throw malformed('the threshold notification has no time that can be read');
  const { state, level } = outcomeOf(raw);
  const { dimensions } = raw;
  return frozen<AlertNotification>({
    id: `alert-${digestOf([ruleId, metric, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)), at, state, level])}`,
    ruleId,
    ruleName: raw.ruleName ?? ruleId,
    metric,
    rawMetric: raw.rawMetric,
    level,
    previousLevel: levelOf(raw.previousLevel),
    state,
    value: raw.value,
    unit: raw.unit,
    expression: raw.expression,
    at,
    regionId: raw.regionId,
    lasted: raw.lasted,
    resource: resourceAmong(Object.values(dimensions)),
    dimensions,
  });
}

/** The namespace decides. Under another one, or none, the catalogue does: but Elastic IP addresses share their metrics' names with gateways. */
function isOfVpn({ namespaces }: RawThreshold, spec: MetricSpec | undefined): boolean {
  if (namespaces.some((name) => VPN_NAMESPACE.test(name))) return true;
  return spec !== undefined && (namespaces.length === 0 || spec.resource !== 'gateway');
}

function outcomeOf({ alertState, level: given }: RawThreshold): Pick<AlertNotification, 'state' | 'level'> {
  const level = levelOf(given);
  const state = alertState === undefined ? stateOfLevel(level) : (STATES[alertState.toUpperCase()] ?? alertState);
  return { state, level: level ?? (state === 'ok' ? 'OK' : 'UNKNOWN') };
}

function stateOfLevel(level: string | undefined): string {
  if (level === undefined) return 'unknown';
  return STATES[level] ?? 'alert';
}

function levelOf(given: string | undefined): string | undefined {
  const level = given?.toUpperCase();
  return level === undefined ? undefined : (LEVELS[level] ?? level);
}
