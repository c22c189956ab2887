import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, machineMs, type Order } from './log.ts';
import type { Partition } from './proxy.ts';
import { type Place, until } from './replica.ts';
import type { Fault } from './verdict.ts';

export interface BreakingOptions {
  readonly places: readonly [Place, Place];
  readonly random: () => number;
  readonly lockMs: number;
  /** Lets the time fly though the process in a place does not say that its round is over. */
  readonly endRound: (place: number) => void;
}

const MARKS: readonly [Line['mark'], ...Line['mark'][]] = ['told', 'round', 'told', 'paged', 'set', 'set', 'kept', 'poll'];
const ORDER_MS = 2000;

/** Breaks one of two processes after the other. */
export class Breaking {
  readonly faults: Fault[] = [];
  /** How long it took until another was active. */
  readonly takeOvers: number[] = [];
  readonly #options: BreakingOptions;

  constructor(options: BreakingOptions) {
    this.#options = options;
  }

  /** Breaks one, mostly the active one, waits until the other is active where this one was, and mends it. */
  async next(kind: Fault['kind']): Promise<void> {
    const { places, random } = this.#options;
    await until('one that is active and goes on', () =>
      places.some((place) => place.isActive && place.count('poll', machineMs() - 200) > 0),
    );
    await until('both to be there', () => places.every((place) => place.count('loaded') > 0));
    const active = places[0].isActive ? places[0] : places[1];
    const target = random() < 0.75 ? active : this.#oneOf(places);
    await sleep(random() * 150);
    const rest = target === places[0] ? places[1] : places[0];
    await { kill: () => this.#kill(target, rest), pause: () => this.#pause(target, rest), partition: () => this.#partition(target, rest) }[
      kind
    ]();
  }

  async #kill(target: Place, rest: Place): Promise<void> {
    const { random, lockMs, endRound } = this.#options;
    const { run } = target;
    await this.#ordered(target, 'SIGKILL', () => !target.process.isAlive);
    const from = target.process.isAlive ? machineMs() : (target.lines.at(-1)?.t ?? machineMs());
    await target.process.kill();
    endRound(target.place);
    const wasActive = target.wasActiveAt(from) && !rest.wasActiveAt(from);
    const isSoon = random() < 0.5;
    if (wasActive && !isSoon) await this.#takenOver(from, [rest]);
    await sleep(random() * lockMs);
    target.start();
    if (wasActive && isSoon) await this.#takenOver(from, [rest, target]);
    this.faults.push({ kind: 'kill', run, from, to: machineMs(), wasActive });
  }

  async #pause(target: Place, rest: Place): Promise<void> {
    const { random, lockMs, endRound } = this.#options;
    const since = machineMs();
    await this.#ordered(target, 'SIGSTOP', () => target.count('stopping', since) > 0);
    const from = target.lines.findLast(({ mark, t }) => mark === 'stopping' && t > since)?.t ?? machineMs();
    target.process.signal('SIGSTOP');
    // It may have begun a round right before.
    const clearing = setInterval(() => {
      endRound(target.place);
    }, 5);
    try {
      await sleep(lockMs * (1.2 + random() * 2));
      const wasActive = target.wasActiveAt(from) && !rest.wasActiveAt(from);
      if (wasActive) await this.#takenOver(from, [rest]);
      this.faults.push({ kind: 'pause', run: target.run, from, to: machineMs(), wasActive });
    } finally {
      clearInterval(clearing);
      target.process.signal('SIGCONT');
    }
  }

  async #partition(target: Place, rest: Place): Promise<void> {
    const { random, lockMs } = this.#options;
    const from = machineMs();
    const wasActive = target.isActive;
    target.proxy.break(this.#oneOf<Partition>(['cut', 'refuse', 'hang']));
    await sleep(lockMs * (0.3 + random() * 2.2));
    target.proxy.mend();
    const at = rest.activeSince(from);
    if (wasActive && at !== undefined) this.takeOvers.push(at - from);
    // What it could not do meanwhile may show a while later.
    this.faults.push({ kind: 'partition', run: target.run, from, to: machineMs() + lockMs, wasActive });
  }

  /** Has an active one do something to itself at a line of its log or some turns of its event loop later, in half of the cases. The other half comes at a time of ours. */
  async #ordered(target: Place, signal: Order['signal'], isDone: () => boolean): Promise<void> {
    const { random } = this.#options;
    const order: Order = {
      signal,
      mark: this.#oneOf(MARKS),
      count: 1 + Math.floor(random() * 3),
      turns: random() < 0.5 ? 0 : Math.floor(random() * 8),
    };
    if (!target.isActive || random() < 0.5) return;
    target.process.tell(order);
    const deadline = machineMs() + ORDER_MS;
    while (!isDone() && machineMs() < deadline) await sleep(2);
    if (isDone()) return;
    // It must not stop itself later, when nobody lets it go on.
    target.process.tell({});
    await sleep(200);
  }

  async #takenOver(from: number, by: readonly Place[]): Promise<void> {
    const at = (): number | undefined => by.map((place) => place.activeSince(from)).find((t) => t !== undefined);
    await until('a take-over', () => at() !== undefined);
    this.takeOvers.push((at() ?? from) - from);
  }

  #oneOf<T>(all: readonly [T, ...T[]]): T {
    return all[Math.floor(this.#options.random() * all.length)] ?? all[0];
  }
}
