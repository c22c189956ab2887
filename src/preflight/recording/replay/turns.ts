import type { Clock } from '../../../internal/clock.ts';
import { dateHeader } from '../../../internal/service-clock.ts';
import type { RecordedCall } from '../recorded-call.ts';
import type { Outcome } from './answer.ts';
import type { Question } from './question.ts';

/** Whose turn it is of several answers about something. */
export type Turn = (alike: readonly RecordedCall[], about: string) => RecordedCall | undefined;

/** How far an answer may be from the present and still be of it: dates count whole seconds, and a round takes some. */
const SLACK_MS = 3_000;

/** Whose turn it is among the answers that one question got: the next one in order, or with a clock the one of its time. */
export class Turns {
  readonly #clock: Clock | undefined;
  readonly #times = new Map<RecordedCall, number>();
  /** How many of the answers to each question are used up. */
  readonly #used = new Map<string, number>();

  constructor(calls: readonly RecordedCall[], clock: Clock | undefined) {
    this.#clock = clock;
    if (!clock) return;
    // What failed has no date: it is as long after the last answer as the machine's clock says.
    let aheadMs = 0;
    for (const call of calls) {
      const date = dateHeader(call.answer?.date);
      if (date !== undefined) aheadMs = date - call.at;
      this.#times.set(call, call.at + aheadMs);
    }
  }

  /** The number of the answer that is given now. Once all are used up, the last one again. */
  next(question: string, calls: readonly RecordedCall[]): number {
    const now = this.#clock?.now();
    const used = this.#used.get(question) ?? 0;
    let next = Math.min(used, calls.length - 1);
    if (now !== undefined) {
      // What a later answer has replaced by now is passed over, and nothing is given before its time.
      while (next + 1 < calls.length && this.#timeOf(calls[next]) < now - SLACK_MS && this.#timeOf(calls[next + 1]) <= now) next++;
      if (next > 0 && this.#timeOf(calls[next]) > now + SLACK_MS) next--;
    }
    this.#used.set(question, next + 1);
    return next;
  }

  /** Whether there is a clock to go by. */
  get isTimed(): boolean {
    return this.#clock !== undefined;
  }

  /** Whether a call was over by now; without a clock each was. */
  isPast(call: RecordedCall): boolean {
    const now = this.#clock?.now();
    return now === undefined || this.#timeOf(call) <= now + SLACK_MS;
  }

  /** The calls that were over by now; all of them where none was. */
  past(calls: readonly RecordedCall[]): readonly RecordedCall[] {
    const over = calls.filter((call) => this.isPast(call));
    return over.length > 0 ? over : calls;
  }

  /**
   * With a clock, Cloud Monitor's answers are of the present: the monitor goes by their dates, and their rows bear times of their own. The states of
   * connections are of when they were read, but of no time to come. What else there is says nothing of the time.
   */
  dated({ product, action }: Question, outcome: Outcome | undefined): Outcome | undefined {
    const now = this.#clock?.now();
    if (now === undefined || !outcome?.answer) return outcome;
    const { date, ...answer } = outcome.answer;
    const isOfStates = action === 'DescribeVpnConnections';
    if (date === undefined || (isOfStates && (dateHeader(date) ?? now) <= now + SLACK_MS)) return outcome;
    return { answer: { ...answer, ...((isOfStates || product === 'cms') && { date: new Date(now).toUTCString() }) } };
  }

  #timeOf(call: RecordedCall | undefined): number {
    return (call && this.#times.get(call)) ?? -Infinity;
  }
}
