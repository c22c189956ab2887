import { isAnswered } from '../answered-call.ts';
import { POINTS, rowsOf, withRows, type Answer } from './answer.ts';
import { Exports } from './exports.ts';
import { diagnosisAnswer } from './diagnoses.ts';
import { LIST_OPERATIONS, listAnswer } from './listed-rows.ts';
import { logAnswer } from './log-lines.ts';
import { MetricRows } from './metric-rows.ts';
import { entriesIn, param, questionKey, type Question } from './question.ts';
import { WINDOW_OPERATIONS, windowAnswer } from './window-rows.ts';
import { text } from '../../../internal/records.ts';
import type { RecordedCall } from '../recorded-call.ts';

/** What a question got: an answer or a failure. */
export type Outcome = Pick<RecordedCall, 'answer' | 'error'>;

/** Finds what a recording has for a question: what was asked in just that way, in its order, else what follows from other answers. */
export class RecordedAnswers {
  readonly #byOperation = new Map<string, RecordedCall[]>();
  readonly #byQuestion = new Map<string, RecordedCall[]>();
  /** How often each question was asked. */
  readonly #asked = new Map<string, number>();
  readonly #latest: MetricRows;
  readonly #ranges: MetricRows;
  readonly #exports: Exports;

  constructor(calls: readonly RecordedCall[]) {
    for (const call of calls) {
      add(this.#byOperation, operationOf(call), call);
      add(this.#byQuestion, questionKey(call), call);
    }
    this.#ranges = new MetricRows(calls.filter(({ action }) => action === 'DescribeMetricList'));
    this.#latest = new MetricRows(calls.filter(({ action }) => action === 'DescribeMetricLast'));
    this.#exports = new Exports(calls);
  }

  /** All calls of the operation that were recorded. */
  of(asked: Question): readonly RecordedCall[] {
    return this.#byOperation.get(operationOf(asked)) ?? [];
  }

  /** `undefined` where the recording has nothing for it. */
  find(asked: Question): Outcome | undefined {
    const key = questionKey(asked);
    const time = this.#asked.get(key) ?? 0;
    this.#asked.set(key, time + 1);
    const same = this.#byQuestion.get(key);
    // The last one again, once all were given.
    if (same) return topOf(asked, same[Math.min(time, same.length - 1)]);
    const answer = this.#derived(asked, time);
    return answer ? { answer } : this.#refusal(asked);
  }

  #derived(asked: Question, time: number): Answer | undefined {
    const [list, window] = [LIST_OPERATIONS[asked.action], WINDOW_OPERATIONS[asked.action]];
    if (list) return listAnswer(asked, this.of(asked), list);
    if (window) return windowAnswer(asked, this.of(asked), window);
    switch (asked.action) {
      case 'DescribeMetricList':
        return this.#ranges.range(asked);
      case 'DescribeMetricLast':
        return this.#latest.latest(asked, time) ?? this.#ranges.newestOf(asked);
      case 'DescribeVpnConnectionLogs':
        return logAnswer(asked, this.of(asked));
      case 'DiagnoseVpnConnections':
        return diagnosisAnswer(asked, this.of(asked));
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
    const alike = this.of(asked).filter((call) => param(call, 'MetricName') === param(asked, 'MetricName') && keysOf(call) === keysOf(asked));
    const lasting = alike.filter(({ answer }) => answer?.body !== undefined && answer.status < 500 && !/throttl|flow|quota/i.test(`${text(answer.body['Code']) ?? ''}${text(answer.body['Message']) ?? ''}`));
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
