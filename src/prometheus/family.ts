import {
  type Attribute,
  ATTRIBUTES,
  type Attributes,
  DESCRIBED,
  type DescribedName,
  entriesOf,
  type Instrument,
  type Measurements,
} from '../instruments/index.ts';

/** One metric of the exposition, as it is registered. */
export interface Family {
  readonly kind: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  series(measurements: Measurements): Iterable<Series>;
}

interface Series {
  readonly labels: Record<string, string>;
  readonly value: number;
}

/** The family of an instrument, where it has one. */
export function familiesOf(instrument: Instrument): readonly Family[] {
  const { kind, family, description, attributes } = instrument;
  if (family === undefined) return [];
  const labelNames = labelNamesOf(attributes);
  const series = function* (measurements: Measurements): Generator<Series> {
    for (const { entries, value } of measurements.of(instrument)) yield { labels: labelsOf(entries), value };
  };
  return [{ kind, name: family, help: description, labelNames, series }];
}

/** The family with the names of a kind of resource. */
export function infoFamilyOf(kind: DescribedName): Family {
  const { family, description, ids, names } = DESCRIBED[kind];
  const attributes: readonly Attribute[] = [...ids, ...names];
  const labels = (described: Attributes): Record<string, string> => labelsOf(entriesOf(described, attributes));
  return {
    kind: 'gauge',
    name: family,
    help: description,
    labelNames: labelNamesOf(attributes),
    *series({ descriptions }) {
      for (const described of descriptions.of(kind)) yield { labels: labels(described), value: 1 };
    },
  };
}

function labelNamesOf(attributes: readonly Attribute[]): readonly string[] {
  return attributes.map((attribute) => ATTRIBUTES[attribute].label);
}

function labelsOf(entries: readonly (readonly [Attribute, string])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([attribute, value]) => [ATTRIBUTES[attribute].label, value]));
}
