import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import type { RecordedCall } from './recorded-call.ts';

/** The version of a line that this package writes and reads. */
export const RECORDING_VERSION = 1;

/**
 * The calls of a recording, in its order. Blank lines are passed over, and so is a last line that was cut off as its process ended. Line ends may be missing.
 *
 * @param lines - The text of a recording, or its lines.
 * @throws `TypeError` that names the line which is none of a recording, is of a later version, or is of another run.
 */
export function parseRecording(lines: string | Iterable<string>): RecordedCall[] {
  const texts = linesOf(lines);
  const runs = new OneRun();
  const last = texts.findLastIndex((text) => !isBlank(text));
  return texts.flatMap((text, index) => {
    if (isBlank(text)) return [];
    const parsed = parsedLine(text);
    // Nothing that JSON prints of an object is whole before its last brace.
    if (parsed === undefined && index === last && isBegun(text)) return [];
    const call = checked(parsed, `line ${index + 1} of the recording`);
    runs.add(call, index + 1);
    return [call];
  });
}

/** Whether a text may be the beginning of a line. */
function isBegun(text: string): boolean {
  const begun = text.replace(/^\uFEFF/, '');
  return begun.startsWith(BEGINNING) || BEGINNING.startsWith(begun);
}

const BEGINNING = '{"v":';

/** Each answer of a recording has a number of its own: where one comes again, another recording begins. */
class OneRun {
  readonly #numbers = new Set<number>();

  add({ answer }: RecordedCall, line: number): void {
    const [, number] = /^request-(\d{4,15})$/.exec(String(answer?.body?.['RequestId'])) ?? [];
    if (number === undefined) return;
    if (this.#numbers.has(Number(number)))
      throw new TypeError(
        `line ${line} of the recording is of another run than those before it: each run counts its pseudonyms from 1, so that the same one stands for different things. Give the lines of one run`,
      );
    this.#numbers.add(Number(number));
  }
}

function linesOf(lines: unknown): readonly string[] {
  // Between two objects in a text stands a comma, so this is where one line was written after another without a line end.
  if (typeof lines === 'string') return lines.replaceAll(`}${BEGINNING}`, `}\n${BEGINNING}`).split('\n');
  if (typeof lines !== 'object' || lines === null || !(Symbol.iterator in lines))
    throw new TypeError(`a recording is its text or its lines, but ${shown(lines)} was given`);
  return Array.from(lines as Iterable<unknown>, (line, index) => {
    if (typeof line !== 'string') throw new TypeError(`line ${index + 1} of the recording must be a text, but it is ${shown(line)}`);
    return line;
  });
}

function isBlank(text: string): boolean {
  return text.replace('\uFEFF', '').trim() === '';
}

function parsedLine(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function checked(value: unknown, line: string): RecordedCall {
  if (!isRecord(value) || typeof value['v'] !== 'number')
    throw new TypeError(`${line} is no line of a recording: give what \`recordingTransport\` wrote, unchanged`);
  if (value['v'] !== RECORDING_VERSION)
    throw new TypeError(
      `${line} is of version ${value['v']}, and this package reads version ${RECORDING_VERSION}: use the version of the package that recorded it, or a later one`,
    );
  const wrong = Object.entries(FIELDS).find(([name, isRight]) => !isRight(value[name]))?.[0];
  if (wrong !== undefined)
    throw new TypeError(`${line} has no ${wrong} that can be read: give what \`recordingTransport\` wrote, unchanged`);
  // Field by field as checked.
  return value as unknown as RecordedCall;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';
const isOptionalText = (value: unknown): boolean => value === undefined || isText(value);

const FIELDS: Readonly<Record<Exclude<keyof RecordedCall, 'v'>, (value: unknown) => boolean>> = {
  at: isNumber,
  tookMs: isNumber,
  product: (value) => value === 'cms' || value === 'vpc' || value === 'cbn',
  action: isText,
  params: isRecord,
  answer: (value) =>
    value === undefined ||
    (isRecord(value) &&
      isNumber(value['status']) &&
      isOptionalText(value['date']) &&
      isOptionalText(value['retryAfter']) &&
      (value['body'] === undefined || isRecord(value['body']))),
  error: (value) =>
    value === undefined ||
    (isRecord(value) &&
      isText(value['name']) &&
      isOptionalText(value['code']) &&
      isOptionalText(value['message']) &&
      (value['status'] === undefined || isNumber(value['status']))),
};
