import { assertChoice, assertGiven, assertId, assertText } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertTags } from '../internal/tags.ts';
import type { FlowLogPath, FlowLogResource, NewFlowLog, NewTransitRouterFlowLog, NewVpcFlowLog } from './models.ts';

const TAKER = 'flowLogs.create()';
const COMMON = {
  name: true,
  trafficPath: true,
  project: true,
  logstore: true,
  description: true,
  intervalSeconds: true,
  tags: true,
} as const;
const VPC_KEYS = keysOf<NewVpcFlowLog>({ ...COMMON, resource: true, traffic: true });
const TRANSIT_ROUTER_KEYS = keysOf<NewTransitRouterFlowLog>({ ...COMMON, cenId: true, attachmentId: true, connectionId: true });
const RESOURCE_KEYS = keysOf<FlowLogResource>({ kind: true, id: true });
const PREFIXES: Readonly<Record<FlowLogResource['kind'], string>> = { vpc: 'vpc-', vswitch: 'vsw-', 'network-interface': 'eni-' };
// What the two APIs document: minutes there, seconds here.
const INTERVALS: Readonly<Record<FlowLogPath, readonly number[]>> = { 'vpn-gateway': [60, 300, 600], 'transit-router': [60, 600] };
const MOST_TAGS = 20;

/** Refuses what no flow log can be made of, before anything is sent. */
export function assertNewFlowLog(flowLog: NewFlowLog): void {
  const keys = [...new Set([...VPC_KEYS, ...TRANSIT_ROUTER_KEYS])];
  assertOptions(flowLog, keys, TAKER);
  assertGiven('trafficPath', flowLog.trafficPath, "'vpn-gateway' or 'transit-router'");
  assertChoice('trafficPath', flowLog.trafficPath, Object.keys(INTERVALS));
  assertOptions(
    flowLog,
    flowLog.trafficPath === 'vpn-gateway' ? VPC_KEYS : TRANSIT_ROUTER_KEYS,
    `${TAKER} with trafficPath '${flowLog.trafficPath}'`,
  );
  assertGiven('name', flowLog.name, 'a text');
  assertWords('name', flowLog.name, 128);
  assertWords('description', flowLog.description, 256);
  assertStore('project', flowLog.project, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/i);
  assertStore('logstore', flowLog.logstore, /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/i);
  assertChoice('intervalSeconds', flowLog.intervalSeconds, INTERVALS[flowLog.trafficPath]);
  assertTags(flowLog.tags);
  const count = Object.keys(flowLog.tags ?? {}).length;
  if (count > MOST_TAGS) throw new RangeError(`tags of ${count} keys are more than the ${MOST_TAGS} that a flow log can have`);
  if (flowLog.trafficPath === 'vpn-gateway') assertVpc(flowLog);
  else assertTransitRouter(flowLog);
}

function assertVpc({ resource, traffic }: NewVpcFlowLog): void {
  assertGiven('resource', resource, "an object, such as { kind: 'vpc', id: 'vpc-…' }");
  assertOptions(resource, RESOURCE_KEYS, 'resource', 'field');
  assertGiven('resource.kind', resource.kind, `one of ${Object.keys(PREFIXES).join(', ')}`);
  assertChoice('resource.kind', resource.kind, Object.keys(PREFIXES));
  assertGiven('resource.id', resource.id, `an id (${PREFIXES[resource.kind]}…)`);
  assertId('resource.id', resource.id, PREFIXES[resource.kind]);
  assertChoice('traffic', traffic, ['all', 'allow', 'drop']);
}

function assertTransitRouter({ cenId, attachmentId, connectionId }: NewTransitRouterFlowLog): void {
  assertId('cenId', cenId, 'cen-');
  assertId('attachmentId', attachmentId, 'tr-attach-');
  assertId('connectionId', connectionId, 'vco-');
  if ((attachmentId === undefined) === (connectionId === undefined)) {
    throw new TypeError(
      `${TAKER} with trafficPath 'transit-router' takes attachmentId (tr-attach-…) or connectionId (vco-…), one of the two`,
    );
  }
}

function assertWords(name: string, value: unknown, most: number): void {
  assertText(name, value);
  if (typeof value !== 'string') return;
  if (value.trim() === '' || value.length > most) throw new RangeError(`${name} ${shown(value)} must be 1 to ${most} characters`);
  if (/^https?:\/\//i.test(value)) throw new RangeError(`${name} ${shown(value)} must not begin with http:// or https://`);
}

// Upper case is left to the service, whose own examples have it although its rules do not.
function assertStore(name: string, value: unknown, pattern: RegExp): void {
  assertGiven(name, value, 'a text');
  assertText(name, value);
  if (!pattern.test(String(value)))
    throw new RangeError(
      `${name} ${shown(value)} must be 3 to 63 letters, digits and hyphens${name === 'logstore' ? ' or underscores' : ''}, and begin and end with a letter or digit`,
    );
}
