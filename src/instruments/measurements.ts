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
}

/** All that is known at one moment, each series once. */
export class Measurements implements Reading {
  readonly descriptions = new Descriptions();
  readonly #byInstrument = new Map<Instrument, Map<string, Measurement>>();

  readonly #naming: Naming;

  constructor(observed: Iterable<Observed>, naming: Naming) {
    this.#naming = naming;
    for (const one of observed) one.read(this);
  }

  /** What several sources say of one series: of a gauge the last one counts, of a counter the highest. */
  readonly measure: Measure = (instrument, attributes, value) => {
    if (instrument[this.#naming] === undefined || !Number.isFinite(value)) return;
    const series = this.#seriesOf(instrument);
    const entries = entriesOf(attributes, instrument.attributes);
    const key = JSON.stringify(entries);
    const known = series.get(key);
    if (!known) series.set(key, { attributes, entries, value });
    else known.value = instrument.kind === 'counter' ? Math.max(known.value, value) : value;
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
