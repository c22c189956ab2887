import { QUERY, USAGE, WATCH } from './health-instruments.ts';
import type { Instrument } from './instrument.ts';
import { pointInstruments } from './point-instruments.ts';
import { CERTIFICATE_EXPIRY, CONNECTION, TRANSITIONS, TUNNEL } from './state-instruments.ts';

/** All that can be measured. */
export function allInstruments(): readonly Instrument[] {
  return [
    ...Object.values(TUNNEL),
    ...Object.values(CONNECTION),
    TRANSITIONS,
    CERTIFICATE_EXPIRY,
    ...pointInstruments(),
    ...Object.values(WATCH),
    ...Object.values(QUERY),
    ...Object.values(USAGE),
  ];
}
