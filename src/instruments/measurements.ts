import { type Attribute, type Attributes, entriesOf } from './attributes.ts';
import { Descriptions } from './descriptions.ts';
import type { Instrument, Measure, Observed, Reading } from './instrument.ts';

/** By which of their names instruments are exported: what has no such name is left out. */
export type Naming = 'family' | 'name';

/** One value of an instrument. */
export interface Measurement {
  readonly attributes: Attributes;
  /** The attributes that have a value. */
  readonly entries: readonly (readonly [Attribute, string])[];
  value: number;
  /** Of when the evidence is. */
  at: number;
}

const NOT_DATED = -Infinity;

/** All that is known at one moment, each series once. */
export class Measurements implements Reading {
  readonly descriptions = new Descriptions();
  readonly #byInstrument = new Map<Instrument, Map<string, Measurement>>();
  readonly #raises: (() => void)[] = [];
  readonly #naming: Naming;

  constructor(observed: Iterable<Observed>, naming: Naming) {
    this.#naming = naming;
    for (const one of observed) one.read(this);
    for (const raise of this.#raises) raise();
    this.#raises.length = 0;
  }

  readonly takes: Reading['takes'] = (instrument) => instrument[this.#naming] !== undefined;

  /** What several sources say of one series: of a gauge the newest counts, of a counter the highest. */
  readonly measure: Measure = (instrument, attributes, value, at = NOT_DATED) => {
    if (!this.takes(instrument) || !Number.isFinite(value)) return;
    const series = this.#seriesOf(instrument);
    const entries = entriesOf(attributes, instrument.attributes);
    const key = keyOf(entries);
    const known = series.get(key);
    if (!known) series.set(key, { attributes, entries, value, at });
    else if (instrument.kind === 'counter') known.value = Math.max(known.value, value);
    else if (at >= known.at) Object.assign(known, { value, at });
  };

  readonly raise: Measure = (instrument, attributes, value) => {
    this.#raises.push(() => {
      const known = this.#seriesOf(instrument).get(keyOf(entriesOf(attributes, instrument.attributes)));
      if (known) known.value = Math.max(known.value, value);
    });
  };

  readonly describe: Reading['describe'] = (region, resource) => {
    this.descriptions.add(region, resource);
  };

  readonly describeTunnel: Reading['describeTunnel'] = (region, resource) => {
    this.descriptions.addTunnel(region, resource);
  };

  of(instrument: Instrument): Iterable<Measurement> {
    return this.#byInstrument.get(instrument)?.values() ?? [];
  }

  #seriesOf(instrument: Instrument): Map<string, Measurement> {
    const known = this.#byInstrument.get(instrument);
    if (known) return known;
    const series = new Map<string, Measurement>();
    this.#byInstrument.set(instrument, series);
    return series;
  }
}

/** The lengths keep two series apart whatever their values hold. */
function keyOf(entries: Measurement['entries']): string {
  let key = '';
  for (const [name, value] of entries) key += `${name} ${value.length} ${value}`;
  return key;
}
