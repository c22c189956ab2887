import type { FleetScope, PollReport, TunnelWatch } from 'alicloud-vpn-monitor';
import { ExitCode } from '../exit-code.ts';
import { counted, lasting, type Rates, readRates, watchTable } from '../text/index.ts';
import type { Command, CommandContext } from './command.ts';
import { isDown } from './down.ts';
import { hasReadNothing, RoundErrors } from './round.ts';
import { targetsOf } from './targets.ts';

/** Changes as they happen. */
export const watch: Command = async (context) => {
  const { invocation, session, printer, signal } = context;
  const targets = targetsOf(session.monitor, invocation);
  printer.progress(`Asking ${session.regionId}…`);
  await using tunnelWatch = session.monitor.watch(targets, { pollMs: invocation.intervalMs, signal });
  const errors = new RoundErrors(tunnelWatch, (error) => {
    printer.error(error);
  });
  tunnelWatch.on('transition', (transition) => {
    printer.transition(transition);
  });
  const screen = new WatchScreen(context, tunnelWatch, targets);
  try {
    for await (const report of rounds(tunnelWatch, context)) {
      if (screen.hasBegun || !hasReadNothing(tunnelWatch, report)) await screen.show();
      else if (errors.isHopeless(tunnelWatch, report)) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!screen.hasBegun) return signal.aborted ? ExitCode.Interrupted : ExitCode.Unreadable;
  const snapshot = tunnelWatch.snapshot();
  if (snapshot.tunnels.size === 0 && errors.hasMissing) return ExitCode.Unreadable;
  return isDown(snapshot, invocation.failOn) ? ExitCode.Found : ExitCode.Fine;
};

/** Round after round, until the time is over. They are made one by one, so that they can go by the time of a recording or of the simulated account. */
async function* rounds(
  tunnelWatch: TunnelWatch,
  { invocation, session, signal }: CommandContext,
): AsyncGenerator<PollReport, void, undefined> {
  const { intervalMs, forMs = Infinity } = invocation;
  const end = session.now() + forMs;
  for (;;) {
    const begun = session.now();
    yield await tunnelWatch.poll();
    // The last one is at the end.
    const next = Math.min(begun + intervalMs, end);
    if (begun >= end || !(await session.wait(Math.max(0, next - session.now()), signal))) return;
  }
}

/** What a watch shows besides its transitions: the state at first, and a table where there is a terminal. */
class WatchScreen {
  readonly #context: CommandContext;
  readonly #watch: TunnelWatch;
  readonly #targets: FleetScope;
  #rates: Rates = new Map();
  /** Whether the state was shown. */
  hasBegun = false;

  constructor(context: CommandContext, watch: TunnelWatch, targets: FleetScope) {
    this.#context = context;
    this.#watch = watch;
    this.#targets = targets;
  }

  /** Shows the state after a round. */
  async show(): Promise<void> {
    const { printer, session, invocation } = this.#context;
    const isFirst = !this.hasBegun;
    this.hasBegun = true;
    const snapshot = this.#watch.snapshot();
    if (isFirst && !printer.isJson)
      printer.note(
        `Watching ${session.regionId}: ${counted(snapshot.connections.size, 'connection')}, ${counted(snapshot.tunnels.size, 'tunnel')}, every ${lasting(invocation.intervalMs)}. Ctrl-C ends it.`,
      );
    if (printer.isLive) {
      // Only a table shows rates, and only there are they worth their calls.
      this.#rates = await readRates(this.#targets).catch(() => this.#rates);
      printer.draw(this.#table());
    } else if (isFirst && printer.isJson) printer.json('state', snapshot.toJSON());
    else if (isFirst) printer.line(`${this.#table()}\n`);
  }

  #table(): string {
    const { paint, width, isLive } = this.#context.printer;
    return `${isLive ? '\n' : ''}${watchTable(this.#watch.snapshot(), { paint, width, rates: this.#rates })}`;
  }
}
