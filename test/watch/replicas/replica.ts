import { readFileSync, writeFileSync } from 'node:fs';
import { Mortal } from '../kill/mortal.ts';
import { type Line, machineMs, type Orders } from './log.ts';
import type { Proxy } from './proxy.ts';

/** A place for a process that watches: its way to Redis stays, the processes come and go. */
export class Place implements AsyncDisposable {
  readonly proxy: Proxy;
  /** In the shared clock. */
  readonly place: number;
  readonly #script: string;
  readonly #orders: () => Orders;
  #process: Mortal | undefined;
  #logFile = '';
  #run = 0;
  #lines: Line[] = [];
  #read = 0;

  /** @param orders - Of the next run. */
  constructor(place: number, script: string, proxy: Proxy, orders: () => Orders) {
    this.place = place;
    this.#script = script;
    this.proxy = proxy;
    this.#orders = orders;
  }

  get run(): number {
    return this.#run;
  }

  get process(): Mortal {
    if (!this.#process) throw new Error('it was not started');
    return this.#process;
  }

  start(): void {
    const orders = this.#orders();
    [this.#run, this.#logFile, this.#lines, this.#read] = [orders.run, orders.logFile, [], 0];
    writeFileSync(orders.logFile, '');
    this.#process = new Mortal(this.#script, orders);
  }

  /** What the process that is there now has written; read piece by piece, since this process also carries what the others send to Redis. */
  get lines(): readonly Line[] {
    const text = readFileSync(this.#logFile, 'utf8');
    // The last one may be on its way.
    const end = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(this.#read, end).split('\n')) if (line !== '') this.#lines.push(JSON.parse(line) as Line);
    this.#read = end;
    return this.#lines;
  }

  get isActive(): boolean {
    const last = this.lines.findLast(({ mark }) => mark === 'role');
    return this.#process?.isAlive === true && last?.mark === 'role' && last.role === 'active';
  }

  /** How many lines of a kind there are since a time. */
  count(mark: Line['mark'], since = 0): number {
    return this.lines.filter((line) => line.mark === mark && line.t > since).length;
  }

  /** Whether it was the active one at a time. */
  wasActiveAt(t: number): boolean {
    const last = this.lines.findLast((line) => line.mark === 'role' && line.t <= t);
    return last?.mark === 'role' && last.role === 'active';
  }

  /** When it became active after a time. */
  activeSince(t: number): number | undefined {
    return this.lines.find((line) => line.mark === 'role' && line.role === 'active' && line.t > t)?.t;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }
}

export async function until(what: string, isSo: () => boolean, withinMs = 30_000): Promise<void> {
  const deadline = machineMs() + withinMs;
  while (!isSo()) {
    if (machineMs() > deadline) throw new Error(`waited too long for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
