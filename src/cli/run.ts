import {
  commandHelp,
  commandIn,
  type CommandName,
  type Given,
  type Invocation,
  invocationOf,
  programHelp,
  readArguments,
} from './arguments/index.ts';
import { commands } from './commands/index.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { Printer } from './printer.ts';
import { openSession, pause } from './session/index.ts';
import { UsageError } from './usage-error.ts';
import { packageVersion } from './version.ts';

/** Runs the command line once, and gives what the program ends with. It never rejects. */
export async function run(io: CommandIo): Promise<ExitCode> {
  try {
    const given = readArguments(io.argv);
    return printAsked(given, io) ?? (await runCommand(named(given.command), invocationOf(given, io.env), io));
  } catch (error) {
    return failed(error, commandIn(io.argv), io);
  }
}

/** The help or the version, where that is all that is asked for. */
function printAsked({ command, options }: Given, { stdout }: CommandIo): ExitCode | undefined {
  if (options.has('help')) stdout.write(`${command === undefined ? programHelp() : commandHelp(command)}\n`);
  else if (options.has('version')) stdout.write(`${packageVersion()}\n`);
  else return undefined;
  return ExitCode.Fine;
}

function named(command: CommandName | undefined): CommandName {
  if (command === undefined) throw new UsageError('no command given: use preflight, state, watch or history');
  return command;
}

async function runCommand(command: CommandName, invocation: Invocation, io: CommandIo): Promise<ExitCode> {
  const { signal } = io;
  const printer = new Printer(io, invocation);
  const note = (text: string): void => {
    printer.note(text);
  };
  try {
    signal.throwIfAborted();
    await using session = await openSession({
      command,
      source: invocation.source,
      env: io.env,
      logger: printer.logger,
      note,
      sleep: io.sleep ?? pause,
    });
    return await commands[command]({ invocation, session, printer, signal });
  } catch (error) {
    if (signal.aborted) return ExitCode.Interrupted;
    if (error instanceof UsageError) throw error;
    printer.error(error);
    return ExitCode.Unreadable;
  } finally {
    printer.endProgress();
  }
}

function failed(error: unknown, command: CommandName | undefined, io: CommandIo): ExitCode {
  const printer = new Printer(io, { json: false, verbose: io.argv.includes('--verbose') });
  printer.error(error);
  if (!(error instanceof UsageError)) return ExitCode.Unreadable;
  printer.note(`See: npx alicloud-vpn-monitor ${command === undefined ? '' : `${command} `}--help`);
  return ExitCode.Usage;
}
