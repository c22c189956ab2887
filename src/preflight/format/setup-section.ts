import type { PreflightClock, PreflightReport, PreflightRoute } from '../model.ts';
import { counted, lengthText } from '../rules/words.ts';
import { heading, labelled, type Line } from './spans.ts';

const COUNTS = [
  ['gateways', 'gateway', 'DescribeVpnGateways'],
  ['connections', 'connection', 'DescribeVpnConnections'],
  ['attachments', 'attachment', 'DescribeVpnConnections'],
  ['tunnels', 'tunnel', 'DescribeVpnConnections'],
  ['certificates', 'certificate', 'DescribeSslVpnClientCerts'],
] as const;

/** The clock, where requests go, what there is, and who can be notified. */
export function setupSection({ clock, routes, resources, operations, contactGroups }: PreflightReport, width: number): readonly Line[] {
  const asked = COUNTS.filter(([key, , list]) => resources[key] !== undefined || operations.some(({ action }) => action === list));
  const counts = asked.map(([key, thing]) => (resources[key] === undefined ? `${key} unknown` : counted(resources[key], thing)));
  const rows: readonly (readonly [string, string])[] = [
    ['clock', clockText(clock)],
    ...routes.map((route, index) => [index === 0 ? 'routes' : '', routeText(route)] as const),
    ['resources', counts.length === 0 ? 'not asked for' : counts.join(', ')],
    ...(contactGroups === undefined
      ? []
      : [['contacts', contactGroups.length === 0 ? 'no contact group' : contactGroups.join(', ')] as const]),
  ];
  return [
    ...heading('SET-UP', '', width),
    ...rows.flatMap(([label, text]) => labelled({ text: label }, text, { indent: 2, labelColumns: 11, width })),
  ];
}

function clockText({ offsetMs, uncertaintyMs }: PreflightClock): string {
  if (offsetMs === undefined) return 'unknown: no answer bore a time';
  const within = uncertaintyMs === undefined ? '' : `, give or take ${seconds(uncertaintyMs)}`;
  // Below what an answer can tell.
  if (Math.abs(offsetMs) <= (uncertaintyMs ?? 0)) return `agrees with the service's time${within}`;
  const by = Math.abs(offsetMs) < 120_000 ? seconds(Math.abs(offsetMs)) : lengthText(Math.abs(offsetMs));
  return `${by} ${offsetMs > 0 ? 'ahead of' : 'behind'} the service's time${within}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function routeText({ product, host, protocol, proxy }: PreflightRoute): string {
  return `${product}  ${protocol}://${host}${proxy === undefined ? '' : ` through the proxy ${proxy}`}`;
}
