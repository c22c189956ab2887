import type { ConnectionRecord } from '../connection-record.ts';
import type { ConnectionCondition } from '../model.ts';
import type {
  Announced,
  Aspect,
  Checkpoint,
  Claim,
  Contradiction,
  Dispute,
  PeriodDisagreement,
  PeriodRun,
  Phase,
  Timeline,
  Trust,
  Value,
} from '../timeline/index.ts';
import { amount, ascending, code, type Field, flag, list, optional, record, time, word } from './fields.ts';

const value = word<Value>({ unknown: 0, up: 1, down: 2, disabled: 3 });
const claim = word<Claim>({ up: 0, down: 1, phase1: 2, phase2: 3, 'phase1-ok': 4, mixed: 5, disabled: 6 });
const phase: Field<Phase> = optional(word<NonNullable<Phase>>({ phase1: 1, phase2: 2 }));

const run = record<PeriodRun>({
  claim,
  newest: time,
  settledFrom: time,
  trust: word<Trust>({ none: 0, agreed: 1, stuck: 2 }),
  contradiction: optional(record<Contradiction>({ at: time, isEvent: flag })),
  outlasted: amount,
  disputedSince: optional(time),
});

const checkpoint = record<Checkpoint>({
  value,
  since: time,
  phase,
  was: value,
  code,
  upTo: code,
  disagreement: record<PeriodDisagreement>({ run: optional(run), word: value }),
});

/** What is remembered of one aspect of a tunnel. */
export const TIMELINE = record<Timeline>({
  asOf: time,
  watermark: time,
  value,
  since: time,
  phase,
  checkpoint,
  periodMs: amount,
  isOpen: flag,
  dispute: optional(record<Dispute>({ claim, since: time })),
  isStale: flag,
  votedUntil: time,
  lastAnnounced: value,
  announced: amount,
  ledger: list(record<Announced>({ to: value, at: time })),
  observations: ascending(code),
});

/** What is remembered of a connection, its tunnels aside. */
export const CONNECTION = record<Omit<ConnectionRecord, 'tunnels'>>({
  bornAt: time,
  lastAnnounced: word<ConnectionCondition>({ unknown: 0, up: 1, degraded: 2, down: 3 }),
  since: time,
  isFailedOver: flag,
  announced: amount,
});

/** In the order of the text. */
export const ASPECTS: readonly Aspect[] = ['ipsec', 'bgp', 'health'];
