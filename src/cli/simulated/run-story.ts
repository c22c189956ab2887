import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { START } from './fleet.ts';
import { MINUTES, type Scene, story } from './story.ts';

const MINUTE_MS = 60_000;

/** The story of the simulated account, as its time goes on. */
export class RunningStory {
  readonly #cloud: Simulator;
  readonly #tell: (note: string) => void;
  #coming: readonly Scene[] = story();

  /** @param tell - Told what happens. */
  constructor(cloud: Simulator, tell: (note: string) => void) {
    this.#cloud = cloud;
    this.#tell = tell;
  }

  /** Moves the time of the account on. Whether there is more of the story. */
  advance(ms: number): boolean {
    const end = this.#cloud.now() + ms;
    for (const scene of this.#coming.filter(({ minute }) => START + minute * MINUTE_MS <= end)) {
      this.#advanceTo(START + scene.minute * MINUTE_MS);
      scene.act(this.#cloud);
      this.#tell(scene.note);
    }
    this.#coming = this.#coming.filter(({ minute }) => START + minute * MINUTE_MS > end);
    this.#advanceTo(end);
    return end <= START + MINUTES * MINUTE_MS;
  }

  #advanceTo(time: number): void {
    if (time > this.#cloud.now()) this.#cloud.advance(time - this.#cloud.now());
  }
}
