/** What a command ends with. */
export const ExitCode = {
  /** All is well. */
  Fine: 0,
  /** Something is down, or a preflight found an error or a warning. */
  Found: 1,
  /** The command was not understood. */
  Usage: 2,
  /** The question could not be answered: no network, no key, no permission. */
  Unreadable: 3,
  /** Ended from outside before there was an answer, as shells count it. */
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
