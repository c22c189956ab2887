import { jsonOf, text } from '../../../internal/records.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { MetricReading } from './metric-reading.ts';
import { entriesIn, type Entry, param, type Question, questionKey } from './question.ts';

/** Entries in one filter at most: a question of the whole account is one of more series than that. Source: see the plan of metric queries. */
const MOST_ENTRIES = 50;

/** What was read of one metric, by the entries of the filters. */
interface OfMetric {
  /** Of the whole account. */
  readonly wide: MetricReading[];
  readonly byEntry: Map<string, { readonly entry: Entry; readonly readings: MetricReading[] }>;
}

/** Finds what was read of resources. */
export class MetricReadings {
  readonly #metrics = new Map<string, OfMetric>();

  constructor(calls: readonly RecordedCall[]) {
    const answered = calls.filter(isAnswered);
    const pages = new Map(
      answered.flatMap((call) =>
        param(call, 'NextToken') === undefined ? [] : [[`${chainKey(call)} ${param(call, 'NextToken') ?? ''}`, call]],
      ),
    );
    for (const call of answered) {
      const chain = param(call, 'NextToken') === undefined ? chainOf(call, pages) : undefined;
      if (chain) this.#add(call, chain);
    }
  }

  /** The entries that are asked for, or that stand for them. One that is `undefined` is the whole account. */
  wanted(asked: Question): readonly (readonly (Entry | undefined)[])[] {
    const entries = entriesIn(asked.params['Dimensions']);
    const { byEntry } = this.#metrics.get(metricKey(asked)) ?? {};
    if (entries || !byEntry || byEntry.size <= MOST_ENTRIES) return [entries ?? [undefined]];
    // Who asks for more series than fit into a filter asks for the whole account, or for parts, as the window is long.
    return [[undefined], [...byEntry.values()].map(({ entry }) => entry)];
  }

  /** All that was read of an entry: by itself, by a filter that lets more through, and of the whole account. */
  of(asked: Question, entry: Entry | undefined): readonly MetricReading[] {
    const { wide = [], byEntry } = this.#metrics.get(metricKey(asked)) ?? {};
    if (entry === undefined || !byEntry) return wide;
    const found = partsOf(entry)
      .map((key) => byEntry.get(key)?.readings ?? [])
      .filter((readings) => readings.length > 0);
    const [only, ...others] = wide.length > 0 ? [...found, wide] : found;
    // In the order in which they were asked, since what was asked several times is answered in that order.
    return others.length === 0 ? (only ?? []) : [...new Set([only ?? [], ...others].flat())].sort((a, b) => a.call.at - b.call.at);
  }

  #add(call: AnsweredCall, chain: readonly AnsweredCall[]): void {
    const key = metricKey(call);
    const metric = this.#metrics.get(key) ?? { wide: [], byEntry: new Map() as OfMetric['byEntry'] };
    this.#metrics.set(key, metric);
    const entries = entriesIn(call.params['Dimensions']);
    const reading = new MetricReading(call, chain, entries);
    if (!entries) metric.wide.push(reading);
    for (const entry of entries ?? []) {
      const name = entryKey(Object.entries(entry));
      const known = metric.byEntry.get(name);
      if (known) known.readings.push(reading);
      else metric.byEntry.set(name, { entry, readings: [reading] });
    }
  }
}

/** The pages of a chain; `undefined` where its end is not there. */
function chainOf(first: AnsweredCall, pages: ReadonlyMap<string, AnsweredCall>): readonly AnsweredCall[] | undefined {
  const chain = [first];
  const seen = new Set<string>();
  let token = text(first.answer.body['NextToken']);
  if (token === undefined) return chain;
  for (const key = chainKey(first); token !== undefined && !seen.has(token);) {
    const page = pages.get(`${key} ${token}`);
    if (!page) return undefined;
    seen.add(token);
    chain.push(page);
    token = text(page.answer.body['NextToken']);
  }
  return chain;
}

function chainKey(call: Question): string {
  return questionKey(call, ['NextToken']);
}

function metricKey(question: Question): string {
  return jsonOf(['Namespace', 'MetricName', 'Period'].map((name) => param(question, name)));
}

function entryKey(pairs: readonly (readonly [string, string])[]): string {
  return jsonOf([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of each filter that lets an entry through, which are those with some of its pairs, the key. */
function partsOf(entry: Entry): readonly string[] {
  let parts: (readonly (readonly [string, string])[])[] = [[]];
  for (const pair of Object.entries(entry).slice(0, MOST_PAIRS)) parts = parts.flatMap((part) => [part, [...part, pair]]);
  return parts.map(entryKey);
}

// More than any metric has.
const MOST_PAIRS = 8;
