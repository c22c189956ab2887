import type { Invocation } from '../arguments/index.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Printer } from '../printer.ts';
import type { Session } from '../session/index.ts';

/** What a command works with. */
export interface CommandContext {
  readonly invocation: Invocation;
  readonly session: Session;
  readonly printer: Printer;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** Does what a command is for, and gives what the program ends with. It rejects where it cannot, and with the signal's reason once that aborts. */
export type Command = (context: CommandContext) => Promise<ExitCode>;
