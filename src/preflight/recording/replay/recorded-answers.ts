import type { Clock } from '../../../internal/clock.ts';
import { text } from '../../../internal/records.ts';
import { isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, type Outcome, POINTS, rowsOf, withRows } from './answer.ts';
import { diagnosisAnswer } from './diagnoses.ts';
import { Exports } from './exports.ts';
import { LIST_OPERATIONS, listAnswer } from './listed-rows.ts';
import { logAnswer } from './log-lines.ts';
import { MetricRows } from './metric-rows.ts';
import { entriesIn, param, type Question, questionKey } from './question.ts';
import { type Turn, Turns } from './turns.ts';
import { WINDOW_OPERATIONS, windowAnswer } from './window-rows.ts';

const POINTS_OF: readonly string[] = ['DescribeMetricList', 'DescribeMetricLast'];

/** Finds what a recording has for a question: what was asked in just that way, in its order, else what follows from other answers. */
export class RecordedAnswers {
  readonly #byOperation = new Map<string, RecordedCall[]>();
  readonly #byQuestion = new Map<string, RecordedCall[]>();
  readonly #turns: Turns;
  readonly #latest: MetricRows;
  readonly #ranges: MetricRows;
  readonly #exports: Exports;

  constructor(calls: readonly RecordedCall[], clock?: Clock) {
    this.#turns = new Turns(calls, clock);
    for (const call of calls) {
      add(this.#byOperation, operationOf(call), call);
      add(this.#byQuestion, questionKey(call), call);
    }
    this.#ranges = new MetricRows(calls.filter(({ action }) => POINTS_OF.includes(action)));
    this.#latest = new MetricRows(calls.filter(({ action }) => action === 'DescribeMetricLast'));
    this.#exports = new Exports(calls);
  }

  /** All calls of the operation that were recorded. */
  of(asked: Question): readonly RecordedCall[] {
    return this.#byOperation.get(operationOf(asked)) ?? [];
  }

  /** `undefined` where the recording has nothing for it. */
  find(asked: Question): Outcome | undefined {
    return this.#turns.dated(asked, this.#find(asked));
  }

  #find(asked: Question): Outcome | undefined {
    const key = questionKey(asked);
    const same = this.#byQuestion.get(key);
    if (same) return topOf(asked, same[this.#turns.next(key, same)]);
    const turn: Turn = (alike, about) => alike[this.#turns.next(`${key} ${about}`, alike)];
    const answer = this.#derived(asked, turn, (call) => this.#turns.isPast(call));
    if (answer) return { answer };
    if (!this.#turns.isTimed) return this.#refusal(asked);
    const later = this.#failedOf(asked) ?? this.#derived(asked, turn, () => true);
    return later === undefined ? this.#refusal(asked) : 'status' in later ? { answer: later } : later;
  }

  /** What nobody could know by now, because the service failed, fails again. */
  #failedOf(asked: Question): RecordedCall | undefined {
    const operations = POINTS_OF.includes(asked.action) ? POINTS_OF : [asked.action];
    const last = operations
      .flatMap((action) => this.of({ ...asked, action }))
      .filter((call) => param(call, 'MetricName') === param(asked, 'MetricName') && this.#turns.isPast(call))
      .reduce<RecordedCall | undefined>((latest, call) => (latest && latest.at > call.at ? latest : call), undefined);
    return last && !isAnswered(last) ? last : undefined;
  }

  #derived(asked: Question, turn: Turn, isKnown: (call: RecordedCall) => boolean): Answer | undefined {
    const [list, window] = [LIST_OPERATIONS[asked.action], WINDOW_OPERATIONS[asked.action]];
    if (list) return listAnswer(asked, this.#turns.past(this.of(asked)), list);
    if (window) return windowAnswer(asked, this.of(asked).filter(isKnown), window);
    switch (asked.action) {
      case 'DescribeMetricList':
        return this.#ranges.range(asked, isKnown);
      case 'DescribeMetricLast':
        return this.#latest.latest(asked, turn) ?? this.#ranges.newestOf(asked, isKnown);
      case 'DescribeVpnConnectionLogs':
        return logAnswer(asked, this.of(asked));
      case 'DiagnoseVpnConnections':
        return diagnosisAnswer(asked, this.#turns.past(this.of(asked)));
      case 'Cursor':
        return this.#exports.begin(asked);
      case 'BatchExport':
        return this.#exports.read(asked);
      default:
        return undefined;
    }
  }

  /** What the service has always refused, it refuses in every window: a name or a filter that it does not know. */
  #refusal(asked: Question): Outcome | undefined {
    if (param(asked, 'MetricName') === undefined) return undefined;
    const alike = this.of(asked).filter(
      (call) => param(call, 'MetricName') === param(asked, 'MetricName') && keysOf(call) === keysOf(asked),
    );
    const lasting = alike.filter(
      ({ answer }) =>
        answer?.body !== undefined &&
        answer.status < 500 &&
        !/throttl|flow|quota/i.test(`${text(answer.body['Code']) ?? ''}${text(answer.body['Message']) ?? ''}`),
    );
    return alike.some(isAnswered) ? undefined : lasting.at(-1);
  }
}

/** Of the highest series there may be more than are asked for. */
function topOf(asked: Question, call: RecordedCall | undefined): Outcome | undefined {
  const [wanted, recorded] = [Number(param(asked, 'Length')), Number(call && param(call, 'Length'))];
  if (asked.action !== 'DescribeMetricTop' || !call || !isAnswered(call) || !(wanted < recorded)) return call;
  const answer = withRows([call], POINTS, rowsOf(call, POINTS).slice(0, wanted));
  return answer ? { answer } : call;
}

/** The dimensions that a filter goes by. */
function keysOf(question: Question): string {
  return (entriesIn(question.params['Dimensions']) ?? []).map((entry) => Object.keys(entry).sort().join()).sort()[0] ?? '';
}

function operationOf({ product, action }: Question): string {
  return `${product} ${action}`;
}

function add(map: Map<string, RecordedCall[]>, key: string, call: RecordedCall): void {
  const calls = map.get(key) ?? [];
  map.set(key, calls);
  calls.push(call);
}
