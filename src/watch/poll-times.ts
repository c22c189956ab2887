/** The times of polls, in order. Nobody changes such a list: tunnels that were polled at the same times keep one together. */
export type PollTimes = readonly number[];

export const NO_POLLS: PollTimes = Object.freeze([]);

// A listing polls thousands of tunnels at once, most of which were polled together before.
const lastAdded = { to: NO_POLLS, at: NaN, made: NO_POLLS };
const lastForgotten = { of: NO_POLLS, before: NaN, made: NO_POLLS };

/** The same times and one more. */
export function withPoll(polls: PollTimes, at: number): PollTimes {
  if (lastAdded.to !== polls || lastAdded.at !== at) Object.assign(lastAdded, { to: polls, at, made: polls.at(-1) === at ? polls : [...polls, at] });
  return lastAdded.made;
}

/** Those that are not older than an instant, and the newest one: it says how long nothing has been heard. */
export function pollsSince(polls: PollTimes, before: number): PollTimes {
  if (lastForgotten.of !== polls || lastForgotten.before !== before) {
    Object.assign(lastForgotten, { of: polls, before, made: polls.filter((at, index) => at >= before || index === polls.length - 1) });
  }
  return lastForgotten.made;
}
