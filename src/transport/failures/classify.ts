import { type Classification, type FailureFacts, hasServiceCode } from './failure-facts.ts';
import { localRules } from './local-failures.ts';
import { serviceRules } from './service-failures.ts';

export type { Classification, FailureFacts } from './failure-facts.ts';

/** What a failure that a rule knows comes to; `undefined` where no rule does. */
export function classifyKnown(facts: FailureFacts): Classification | undefined {
  return [...serviceRules, ...localRules].find(({ applies }) => applies(facts))?.kind;
}

/**
 * The error code for a failure, and whether the same call may succeed later. Final is only what a
 * rule knows to be final: a monitor that gives up on what would have passed is itself an outage.
 */
export function classify(facts: FailureFacts): Classification {
  return classifyKnown(facts) ?? (facts.status === undefined ? unanswered(facts) : answered(facts.status, facts));
}

const UNKNOWN_REFUSAL =
  'No code of the service that is known here; a later try may succeed. Where it stays, check the values of this call against the message.';
const UNKNOWN_FAILURE =
  'The cause says where it failed; a later try may succeed. Where it stays, check that this machine reaches the endpoint, and the transport if it is your own.';

function unanswered(facts: FailureFacts): Classification {
  if (hasServiceCode(facts)) return { code: 'server', retryable: true, advice: UNKNOWN_REFUSAL };
  return facts.vendorCode === undefined
    ? { code: 'network', retryable: true, advice: UNKNOWN_FAILURE }
    : { code: 'network', retryable: true };
}

// Whatever the service itself refuses has a code: without one, something in between has answered.
function answered(status: number, facts: FailureFacts): Classification {
  if (status >= 500) return { code: 'server', retryable: true };
  if (status >= 400 && facts.vendorCode === undefined) return { code: 'protocol', retryable: true };
  return hasServiceCode(facts) ? { code: 'server', retryable: true, advice: UNKNOWN_REFUSAL } : { code: 'protocol', retryable: true };
}
