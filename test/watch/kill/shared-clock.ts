import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';

// Eight bytes of time, then a byte that says that the time is being moved, and one for each watching process that its round is on its way.
const MOVING = 8;
const IN_ROUND = 9;
const PLACES = 2;

/**
 * A simulated time for a process that moves it and one or two that watch, in a file.
 *
 * Time flies here, some minutes to a second, and would make a second's round trip look like minutes. So
 * it flies between the rounds alone, and they make sure of that as Dekker's algorithm does.
 */
export class SharedClock implements Disposable {
  readonly #file: number;
  readonly #time = new Float64Array(1);
  readonly #byte = new Uint8Array(1);
  readonly #nothing = new Int32Array(new SharedArrayBuffer(4));
  #lastRound = 0;

  readonly #place: number;

  private constructor(path: string, place: number) {
    this.#file = openSync(path, 'r+');
    this.#place = place;
  }

  static create(path: string): SharedClock {
    writeFileSync(path, new Uint8Array(IN_ROUND + PLACES));
    return new SharedClock(path, 0);
  }

  /** @param place - Of the process, where there are two. */
  static open(path: string, place = 0): SharedClock {
    return new SharedClock(path, place);
  }

  now(): number {
    readSync(this.#file, this.#time, 0, 8, 0);
    return this.#time[0] ?? NaN;
  }

  /** Moves the time, and tells the mover whether a round is on its way. */
  move(to: (isInRound: boolean) => number): void {
    this.#set(MOVING, 1);
    this.#time[0] = to(this.#is(IN_ROUND) || this.#is(IN_ROUND + 1));
    writeSync(this.#file, this.#time, 0, 8, 0);
    this.#set(MOVING, 0);
  }

  /** Lets time move first, however short the machine leaves the time between two rounds. */
  beginRound(afterMs: number): void {
    const from = this.#lastRound + afterMs;
    while (this.now() < from) Atomics.wait(this.#nothing, 0, 0, 1);
    this.#set(IN_ROUND + this.#place, 1);
    while (this.#is(MOVING));
    this.#lastRound = this.now();
  }

  endRound(place = this.#place): void {
    this.#set(IN_ROUND + place, 0);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #set(position: number, value: number): void {
    this.#byte[0] = value;
    writeSync(this.#file, this.#byte, 0, 1, position);
  }

  #is(position: number): boolean {
    readSync(this.#file, this.#byte, 0, 1, position);
    return this.#byte[0] === 1;
  }
}
