import { EVENTS, type SystemEvent } from '../../catalog/index.ts';
import { type EventLevel, eventLevelOf } from '../../events/index.ts';
import { assertBoolean, assertFilled } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { didYouMean } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import type { SubscriptionDefinition } from './definition.ts';
import { type WantedTarget, wantedTargets } from './wanted-targets.ts';

/** A definition in which every value means something. */
export interface CheckedDefinition {
  readonly name: string;
  readonly events: readonly SystemEvent[];
  /** Absent for every level. */
  readonly levels: readonly EventLevel[] | undefined;
  readonly keyword: string | undefined;
  readonly silenceSeconds: number | undefined;
  readonly enabled: boolean;
  readonly description: string | undefined;
  readonly targets: readonly WantedTarget[];
}

const KEYS = /* @__PURE__ */ keysOf<SubscriptionDefinition>({
  name: true,
  events: true,
  targets: true,
  levels: true,
  keyword: true,
  silenceSeconds: true,
  enabled: true,
  description: true,
});
const LEVELS: readonly EventLevel[] = ['INFO', 'WARN', 'CRITICAL'];

/** Refuses, with a `TypeError` or a `RangeError` that names it, what the service would ignore or misread. */
export function checkedDefinition(definition: SubscriptionDefinition, regionId: string): CheckedDefinition {
  assertOptions(definition, KEYS, 'subscriptions.put()', 'field');
  const { name, enabled = true, keyword, description, silenceSeconds } = definition;
  assertFilled('name', name);
  assertBoolean('enabled', enabled);
  if (keyword !== undefined) assertFilled('keyword', keyword);
  if (description !== undefined) assertFilled('description', description);
  assertSeconds(silenceSeconds);
  return {
    name,
    enabled,
    keyword,
    description,
    silenceSeconds,
    events: eventsOf(definition.events),
    levels:
      definition.levels === undefined
        ? undefined
        : chosen(asWritten(definition.levels), LEVELS, {
            what: 'levels',
            kind: 'a level',
            or: '',
            orLeaveOut: 'leave it out for every level, or ',
          }),
    targets: wantedTargets(definition.targets, regionId),
  };
}

function eventsOf(events: unknown): readonly SystemEvent[] {
  const names = EVENTS.map((event) => event.name);
  return events === 'all'
    ? names
    : chosen(events, names, { what: 'events', kind: 'an event of VPN Gateway', or: ", or 'all'", orLeaveOut: '' });
}

/** How a list is spoken of. */
interface Wording {
  readonly what: string;
  readonly kind: string;
  /** What may be given instead of a list. */
  readonly or: string;
  readonly orLeaveOut: string;
}

/** Levels in any case, as a filter of events takes them. */
function asWritten(levels: unknown): unknown {
  return Array.isArray(levels)
    ? (levels as unknown[]).map((level) => (typeof level === 'string' ? (eventLevelOf(level) ?? level) : level))
    : levels;
}

/** What a list chooses of the values that there are, each once. */
function chosen<T extends string>(list: unknown, choices: readonly T[], { what, kind, or, orLeaveOut }: Wording): readonly T[] {
  if (!Array.isArray(list)) throw new TypeError(`${what} ${shown(list)} must be a list${or}`);
  if (list.length === 0)
    throw new RangeError(
      `${what} is an empty list, which would match nothing: ${orLeaveOut}give one or more of ${choices.join(', ')}${or}`,
    );
  const values = (list as unknown[]).map((value) => {
    const known = choices.find((choice) => choice === value);
    if (known !== undefined) return known;
    throw new RangeError(`${what} ${shown(value)} is not ${kind}${didYouMean(value, choices, `there are ${choices.join(', ')}`)}`);
  });
  return [...new Set(values)];
}

function assertSeconds(seconds: unknown): void {
  if (seconds === undefined) return;
  if (typeof seconds !== 'number') throw new TypeError(`silenceSeconds ${shown(seconds)} must be a number`);
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new RangeError(`silenceSeconds ${seconds} must be a whole number of seconds from 0`);
}
