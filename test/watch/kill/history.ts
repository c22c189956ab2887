import type { Simulator } from '../../../src/testing/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Span = readonly [least: number, most: number];

/** One thing that breaks and is mended, over and over. */
interface Trouble {
  /** Breaks it, and gives what mends it again. */
  readonly breaks: (at: number) => (at: number) => void;
  readonly lasts: Span;
  readonly apart: Span;
}

interface Due {
  readonly trouble: Trouble;
  at: number;
  mend: ((at: number) => void) | undefined;
}

// What events tell may change quickly. BGP has none, and datapoints of a minute show slow changes only.
const QUICK = { lasts: [8 * SECOND, 2 * MINUTE], apart: [20 * SECOND, 4 * MINUTE] } as const;
const SLOW = { lasts: [4 * MINUTE, 9 * MINUTE], apart: [4 * MINUTE, 12 * MINUTE] } as const;

/** A fleet in trouble, from now on. */
export class History {
  readonly #cloud: Simulator;
  readonly #random: () => number;
  readonly #due: Due[];
  #isEnding = false;

  constructor(cloud: Simulator, random: () => number) {
    this.#cloud = cloud;
    this.#random = random;
    this.#due = this.#troubles().map((trouble) => ({ trouble, at: cloud.now() + this.#within(trouble.apart), mend: undefined }));
  }

  /** From now on things are only mended. */
  end(): void {
    this.#isEnding = true;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isOver(): boolean {
    return this.#isEnding && this.#due.every(({ mend }) => mend === undefined);
  }

  /** Moves time on, and lets happen what is due meanwhile. */
  advance(ms: number): void {
    const until = this.#cloud.now() + ms;
    for (const due of this.#due) {
      while (due.at <= until && (due.mend !== undefined || !this.#isEnding)) {
        if (due.mend) {
          due.mend(due.at);
          due.mend = undefined;
          due.at += this.#within(due.trouble.apart);
        } else {
          due.mend = due.trouble.breaks(due.at);
          due.at += this.#within(due.trouble.lasts);
        }
      }
    }
    this.#cloud.advance(ms);
  }

  #troubles(): Trouble[] {
    return this.#cloud.connections.flatMap(({ id, tunnelIds, bgp, healthCheck }) => {
      const connection = this.#cloud.connection(id);
      const links = tunnelIds.length > 0 ? tunnelIds.map((tunnelId) => this.#cloud.tunnel(tunnelId)) : [connection];
      const troubles = links.map((link): Trouble => {
        const path = (at: number) => {
          link.down({ at, phase: this.#random() < 0.5 ? 'phase1' : 'phase2' });
          return (later: number) => void link.up({ at: later });
        };
        const session = (at: number) => {
          link.bgpDown({ at });
          return (later: number) => void link.bgpUp({ at: later });
        };
        // A path that is lost takes its session along.
        return bgp ? { breaks: (at) => (this.#random() < 0.5 ? path(at) : session(at)), ...SLOW } : { breaks: path, ...QUICK };
      });
      const check = (at: number) => {
        connection.healthFailed({ at });
        return (later: number) => void connection.healthOk({ at: later });
      };
      return healthCheck ? [...troubles, { breaks: check, ...QUICK }] : troubles;
    });
  }

  #within([least, most]: Span): number {
    return Math.round(least + this.#random() * (most - least));
  }
}
