import { text, truth } from '../../internal/records.ts';
import type { Cause } from '../model/steps.ts';
import { sectionOf } from './connections.ts';
import type { Observation } from './course.ts';
import type { RecordedLink } from './links.ts';
import type { ListedRow } from './listing.ts';

type Row = ListedRow['row'];

const PHASES: Readonly<Record<string, Cause['phase'] | 'up'>> = {
  ipsec_sa_established: 'up',
  ike_sa_not_established: 'phase1',
  ike_sa_established: 'phase2',
  ipsec_sa_not_established: 'phase2',
};

/** What the newest listing says of a path's negotiation. Other words, and the status of what is not active, say nothing. */
export function listedIpsec({ connection, tunnel }: RecordedLink): readonly Observation[] {
  const row = rowOf({ connection, tunnel });
  const isActive = /^(?:active|attached)$/i.test(text(row['State']) ?? 'active');
  const found = isActive ? PHASES[text(row['Status'])?.toLowerCase() ?? ''] : undefined;
  if (found === undefined) return [];
  return [
    found === 'up'
      ? { at: connection.at, up: true, isChange: false }
      : { at: connection.at, up: false, isChange: false, cause: { phase: found } },
  ];
}

/** What it says of the path's BGP session. */
export function listedBgp({ connection, tunnel }: RecordedLink): readonly Observation[] {
  const row = rowOf({ connection, tunnel });
  const word = text(
    tunnel === undefined ? sectionOf(row, 'VpnBgpConfig')['Status'] : sectionOf(row, 'TunnelBgpConfig')['BgpStatus'],
  )?.toLowerCase();
  return connection.spec.bgp === true ? found(word, ['false', 'failed'], connection.at) : [];
}

/** What it says of the connection's health check. */
export function listedHealth({ row, spec, at }: RecordedLink['connection']): readonly Observation[] {
  const section = sectionOf(row, 'VcoHealthCheck');
  return spec.healthCheck === true && truth(section['Enable']) === true
    ? found(text(section['Status'])?.toLowerCase(), ['failed'], at)
    : [];
}

function found(word: string | undefined, down: readonly string[], at: number): readonly Observation[] {
  if (word === 'success') return [{ at, up: true, isChange: false }];
  return word !== undefined && down.includes(word) ? [{ at, up: false, isChange: false }] : [];
}

function rowOf({ connection, tunnel }: Pick<RecordedLink, 'connection' | 'tunnel'>): Row {
  return (tunnel === undefined ? connection.row : connection.tunnels[tunnel]) ?? {};
}
