import { UsageError } from '../usage-error.ts';
import type { Given } from './given.ts';
import type { OptionName } from './options.ts';
import { choiceOf, durationOf, listOf, timeOf } from './values.ts';

/** What exit code 1 means. */
export const FAIL_ON = ['any', 'connection', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** The time that a history looks at. */
export type Range = { readonly lastMs: number } | { readonly from: number; readonly to: number | undefined };

/** Where answers come from. */
export interface SourceOptions {
  /** Absent where neither an option nor the environment names one. */
  readonly region: string | undefined;
  readonly simulate: boolean;
  readonly replay: string | undefined;
  readonly record: string | undefined;
  readonly endpoint: string | undefined;
  readonly http: boolean;
  readonly proxy: string | false | undefined;
}

/** A command with its options, each checked as far as it can be without asking anything. */
export interface Invocation {
  readonly source: SourceOptions;
  readonly gateways: readonly string[];
  readonly connections: readonly string[];
  readonly features: readonly string[] | undefined;
  readonly intervalMs: number;
  readonly forMs: number | undefined;
  readonly range: Range;
  readonly failOn: FailOn;
  readonly json: boolean;
  readonly verbose: boolean;
}

const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALIBABACLOUD_REGION_ID', 'ALICLOUD_REGION_ID'] as const;
const DAY_MS = 86_400_000;

/** The options of a command as values. @throws {@link UsageError} that names one that cannot be used. */
export function invocationOf({ options }: Given, env: Readonly<Record<string, string | undefined>>): Invocation {
  const text = (name: OptionName): string | undefined => options.get(name)?.[0];
  const list = (name: OptionName): string[] => listOf(name, options.get(name) ?? []);
  const duration = (name: OptionName, least?: number): number | undefined => read(text(name), (value) => durationOf(name, value, least));
  return {
    source: sourceOf(options, env),
    gateways: list('gateway'),
    connections: list('connection'),
    features: options.has('features') ? list('features') : undefined,
    intervalMs: duration('interval', 1000) ?? 60_000,
    forMs: duration('for'),
    range: rangeOf(
      duration('last'),
      read(text('from'), (value) => timeOf('from', value)),
      read(text('to'), (value) => timeOf('to', value)),
    ),
    failOn: read(text('fail-on'), (value) => choiceOf('fail-on', value, FAIL_ON)) ?? 'any',
    json: options.has('json'),
    verbose: options.has('verbose'),
  };
}

function read<T>(text: string | undefined, reading: (text: string) => T): T | undefined {
  return text === undefined ? undefined : reading(text);
}

function sourceOf(options: Given['options'], env: Readonly<Record<string, string | undefined>>): SourceOptions {
  const text = (name: OptionName): string | undefined => options.get(name)?.[0];
  const [first, second] = (['simulate', 'replay', 'endpoint'] as const).filter((name) => options.has(name));
  if (first !== undefined && second !== undefined)
    throw new UsageError(`--${first} and --${second} cannot go together: both say where answers come from`);
  if (options.has('http') && !options.has('endpoint')) throw new UsageError('--http is for a stand-in: give its --endpoint too');
  if (options.has('record') && options.has('replay'))
    throw new UsageError('--record and --replay cannot go together: a replay is a recording already');
  const proxy = text('proxy');
  return {
    // A recording says its region itself.
    region:
      text('region') ??
      (options.has('replay') ? [] : REGION_VARIABLES).map((name) => env[name]).find((value) => value !== undefined && value !== ''),
    simulate: options.has('simulate'),
    replay: text('replay'),
    record: text('record'),
    endpoint: text('endpoint'),
    http: options.has('http'),
    proxy: proxy === 'none' ? false : proxy,
  };
}

function rangeOf(lastMs: number | undefined, from: number | undefined, to: number | undefined): Range {
  if (lastMs !== undefined && (from ?? to) !== undefined)
    throw new UsageError('--last cannot go together with --from and --to: give one or the other');
  if (from === undefined && to !== undefined) throw new UsageError('--to needs --from, where the time begins');
  if (from === undefined) return { lastMs: lastMs ?? DAY_MS };
  if (to !== undefined && to <= from) throw new UsageError('--to must be later than --from');
  return { from, to };
}
