import { EVENTS, type EventSpec, METRICS, type MetricSpec } from '../../src/catalog/index.ts';

const SOURCE = '"Monitor IPsec-VPN connections" (VPN Gateway, 2025-10-31)';
const PLACES = { 'vpn-gateway': 'a VPN gateway', 'transit-router': 'a transit router', any: 'a VPN gateway or a transit router' } as const;

/** The row of a metric in the catalogue, as a table of two columns. */
export function metricRow(spec: MetricSpec): string {
  const rows = {
    'Wire name': [spec.name, ...spec.aliases].map(code).join(', also spelled '),
    Quantity: code(spec.quantity),
    Unit: unitOf(spec),
    'Measured on': measuredOn(spec),
    'Dimension keys': `${list(spec.dimensions)}; ${
      spec.dimensionsFrom === 'document' ? 'documented for its kind of resource' : 'the likeliest, since no document lists any'
    }`,
    Statistics:
      spec.statistics.length === 0
        ? 'no document lists any; those that the service lists are read'
        : `${list(spec.statistics)}, documented`,
    Namespace: `${code('acs_vpn')}, product category ${code(spec.productCategory)}`,
    Source: SOURCE,
  };
  return twoColumns(rows);
}

/** The row of an event in the catalogue, as a table of two columns. */
export function eventRow(spec: EventSpec): string {
  return twoColumns({
    'Wire name': code(spec.name),
    About: `${spec.subject}, ${code(spec.aspect)} ${code(spec.outcome)}`,
    'Written for': writtenFor(spec),
    Level: code(spec.level),
    Type: code(spec.type),
    Source: SOURCE,
  });
}

/** The metrics that measure a quantity, as a table. */
export function quantityRows(quantity: string): string {
  return table(
    ['Measured on', 'Metric'],
    METRICS.filter((spec) => spec.quantity === quantity).map((spec) => [measuredOn(spec), code(spec.name)]),
  );
}

/** All metrics, one row each. */
export function metricTable(): string {
  return table(
    ['Wire name', 'Unit', 'Measured on', 'Dimension keys', 'Statistics'],
    METRICS.map((spec) => [
      code(spec.name),
      unitOf(spec),
      measuredOn(spec),
      list(spec.dimensions) + (spec.dimensionsFrom === 'document' ? '' : ' (inferred)'),
      list(spec.statistics),
    ]),
  );
}

/** All events, one row each. */
export function eventTable(): string {
  return table(
    ['Wire name', 'About', 'Outcome', 'Written for', 'Level'],
    EVENTS.map((spec) => [
      code(spec.name),
      `${spec.subject}, ${code(spec.aspect)}`,
      code(spec.outcome),
      writtenFor(spec),
      code(spec.level),
    ]),
  );
}

/** A table in Markdown, with text as it is and no line breaks in a cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const list = (names: readonly string[]): string => names.map(code).join(', ');
const unitOf = ({ unit }: MetricSpec): string => (unit === 'state' ? '1 up, 0 down' : unit);

function twoColumns(rows: Readonly<Record<string, string>>): string {
  return table(['', ''], Object.entries(rows));
}

function measuredOn({ resource, attachedTo, tunnels }: MetricSpec): string {
  if (resource === 'gateway') return 'a VPN gateway';
  const connection = tunnels === 'any' ? 'connection' : `${tunnels}-tunnel connection`;
  return `${resource === 'tunnel' ? 'a tunnel of a ' : 'a '}${connection} on ${PLACES[attachedTo]}`;
}

function writtenFor({ subject, tunnels, attachedTo }: EventSpec): string {
  if (subject === 'certificate') return 'SSL client certificates of a VPN gateway';
  return `${tunnels}-tunnel connections on ${PLACES[attachedTo]}`;
}
