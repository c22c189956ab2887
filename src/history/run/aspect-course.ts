import type { VpnSystemEvent } from '../../events/index.ts';
import type { Aspect, Claim, Code, Phase, PointPlacement, StampVotes } from '../../watch/history-parts.ts';
import { Interpretation, isPeriod, NO_VOTES, NOTHING_KNOWN, sourceOf, timeOf } from '../../watch/history-parts.ts';
import { type CodeDetails, type CourseMark, CourseMarks } from './course-marks.ts';
import { RecentCodes } from './recent-codes.ts';
import { lookAheadMs, type PastSettings } from './settings.ts';
import { type PointClaim, WaitingEvidence } from './waiting-evidence.ts';

const NO_DETAILS: CodeDetails = {};

/**
 * What one aspect of one tunnel was, by evidence that comes in order of time and is forgotten as soon as it is used. An observation
 * counts once all that might speak against it is known, so what is said is what all evidence together says.
 */
export class AspectCourse {
  readonly #settings: PastSettings;
  readonly #interpretation: Interpretation;
  readonly #marks = new CourseMarks();
  readonly #waiting: WaitingEvidence;
  /** What is to be observed next, in order. */
  #codes: Code[] = [];
  #recent: RecentCodes | undefined;
  /** The time of the newest evidence. */
  #asOf: number | undefined;
  #isSilent = false;
  #isKnown = false;
  #settledBefore = -Infinity;

  constructor(tunnel: string, aspect: Aspect, settings: PastSettings) {
    this.#settings = settings;
    this.#waiting = new WaitingEvidence(tunnel, aspect, settings.periodMs);
    this.#interpretation = new Interpretation({ checkpoint: NOTHING_KNOWN, periodMs: settings.periodMs }, settings.confirm);
    this.#recent = new RecentCodes(settings.periodMs);
  }

  /** Before this instant all is final. */
  get settledBefore(): number {
    return this.#settledBefore;
  }

  /** The phase that is known to have failed, by the newest evidence. */
  get phase(): Phase {
    return this.#interpretation.value === 'down' ? this.#interpretation.phase : undefined;
  }

  /** Takes a datapoint; they come in order. */
  takePoint(timestamp: number, claim: PointClaim, value: number): void {
    this.#waiting.takePoint(timestamp, claim, value);
  }

  /** Takes an event; they come in order. */
  takeEvent(event: VpnSystemEvent, claim: Claim): void {
    this.#waiting.takeEvent(event, claim);
  }

  /** Goes on with all evidence of up to an instant, which has come. @param placement - How its datapoints are read. */
  advance(known: number, placement: PointPlacement): void {
    this.#encode(known, placement);
    this.#observe(known - lookAheadMs(this.#settings.periodMs));
  }

  /** There is no more evidence, and silence is measured up to `end`. */
  finish(end: number, placement: PointPlacement): void {
    this.#encode(Infinity, placement);
    this.#observe(Infinity);
    this.#noteSilence(end);
    this.#settledBefore = Infinity;
  }

  /** What has become final since this was called last. */
  takeMarks(): readonly CourseMark[] {
    return this.#marks.take(this.#settledBefore);
  }

  /** What the evidence shows of the timestamps of datapoints that was not asked before. */
  vote(known: number): StampVotes {
    return this.#recent?.vote(known - lookAheadMs(this.#settings.periodMs)) ?? NO_VOTES;
  }

  /** No more is to be learned of the timestamps of datapoints. */
  stopVoting(): void {
    this.#recent = undefined;
  }

  /** Encodes what has waited up to an instant. */
  #encode(known: number, placement: PointPlacement): void {
    const codes = this.#waiting.release(known, placement);
    if (codes.length > 0) this.#codes = this.#codes.length > 0 ? [...this.#codes, ...codes].sort((a, b) => a - b) : codes;
  }

  /** Interprets the observations of up to an instant. What is newer only says whether they count. */
  #observe(until: number): void {
    const codes = this.#codes;
    let observed = 0;
    for (; observed < codes.length && timeOf(codes[observed] as Code) <= until; observed++) this.#take(codes, observed);
    if (until < Infinity) this.#noteSilence(until + 1);
    const { openSince } = this.#interpretation;
    this.#settledBefore = Math.max(this.#settledBefore, Math.min(openSince ?? Infinity, until + 1));
    if (observed === 0) return;
    this.#codes = codes.slice(observed);
    this.#recent?.add(codes.slice(0, observed));
    this.#waiting.forgetDetails(until, openSince ?? Infinity);
  }

  #take(codes: readonly Code[], index: number): void {
    const code = codes[index] as Code;
    const at = timeOf(code);
    const phaseBefore = this.phase;
    if (this.#asOf !== undefined) this.#noteSilence(at);
    const wasSilent = this.#isSilent;
    this.#interpretation.observe(codes, index);
    this.#asOf = Math.max(this.#asOf ?? 0, isPeriod(code) ? at + this.#settings.periodMs : at);
    if (wasSilent) {
      this.#isSilent = false;
      this.#marks.add({ kind: 'heard', at, code, heardAt: this.#asOf, phaseBefore, details: this.#waiting.detailsOf(code) });
    }
    this.#addChanges(phaseBefore);
    if (this.phase !== phaseBefore) this.#marks.addPhase(at, this.phase);
  }

  #addChanges(phaseBefore: Phase): void {
    const { origin, code, phase } = this.#interpretation;
    if (!this.#isKnown && origin.value !== 'unknown') {
      this.#isKnown = true;
      const first = { to: origin.value, at: origin.since, after: origin.since, phase, code };
      this.#marks.add({
        ...first,
        kind: 'change',
        isOpening: sourceOf(code) === 'event',
        heardAt: this.#asOf ?? 0,
        phaseBefore: undefined,
        details: this.#waiting.detailsOf(code),
      });
    }
    const changes = this.#interpretation.takeChanges();
    for (const [index, change] of changes.entries()) {
      const before = index === 0 ? phaseBefore : changes[index - 1]?.phase;
      this.#marks.add({
        ...change,
        kind: 'change',
        isOpening: false,
        heardAt: this.#asOf ?? 0,
        phaseBefore: before,
        details: this.#waiting.detailsOf(change.code),
      });
    }
    if (changes.length > 0) this.#recent?.addChanges(changes);
  }

  /** Takes note of silence that begins before an instant, up to which nothing more is heard. */
  #noteSilence(before: number): void {
    const asOf = this.#asOf ?? Infinity;
    const at = asOf + this.#settings.staleAfterMs;
    if (!this.#isKnown || this.#isSilent || at >= before) return;
    this.#isSilent = true;
    this.#marks.add({ kind: 'silent', at, code: this.#interpretation.code, heardAt: asOf, phaseBefore: this.phase, details: NO_DETAILS });
  }
}
