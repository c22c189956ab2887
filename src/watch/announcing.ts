import type { WatchContext } from './context.ts';
import { Diagnoses } from './diagnoses.ts';
import type { EarlyEvents } from './early-events.ts';
import type { Findings } from './findings.ts';
import type { Keeper } from './keeper.ts';
import type { CheckedOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import type { Lease } from './replicas/index.ts';
import type { Roster } from './roster.ts';
import type { StandingErrors } from './standing-errors.ts';

interface AnnouncingDependencies {
  readonly context: WatchContext;
  readonly options: CheckedOptions;
  readonly roster: Roster;
  readonly keeper: Keeper;
  /** The lock of the store, where it has one: what is not saved while it is held is not announced. */
  readonly lease: Lease | undefined;
  readonly errors: StandingErrors;
  readonly findings: Findings;
  readonly early: EarlyEvents;
}

/** The way from what is kept to the listeners, and the diagnoses of what is announced where they are asked for. */
export function createAnnouncing({ context, options, roster, keeper, lease, errors, findings, early }: AnnouncingDependencies): {
  readonly outbox: Outbox;
  readonly diagnoses: Diagnoses | undefined;
} {
  const outbox = new Outbox({
    save: (pending) => keeper.save(pending),
    mayAnnounce: (isSaved) => keeper.mayAnnounce(isSaved),
    announce: (one) => {
      if ('alarm' in one) findings.alarm(one);
      else {
        findings.transition(one);
        early.announced(one);
        diagnoses?.add(one);
      }
    },
  });
  const diagnoses = options.diagnose
    ? new Diagnoses({
        context,
        options,
        roster,
        outbox,
        errors,
        findings: {
          diagnosis: (one) => {
            if (lease?.isHeld !== false) findings.diagnosis(one);
          },
          idle: () => {
            findings.idle();
          },
        },
      })
    : undefined;
  return { outbox, diagnoses };
}
