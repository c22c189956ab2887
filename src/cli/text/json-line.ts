const TIMES: ReadonlySet<string> = new Set([
  'at',
  'asOf',
  'observedAt',
  'since',
  'from',
  'to',
  'newestAt',
  'createdAt',
  'endsAt',
  'startedAt',
  'timestamp',
  'time',
]);

// JSON leaves them as they are, and a terminal obeys them.
const CONTROLS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A line of NDJSON: an object whose `type` says what it is. Times are ISO 8601 in UTC. */
export function jsonLine(type: string, fields: object): string {
  const text = JSON.stringify({ type, ...fields }, (key, value: unknown) =>
    TIMES.has(key) && typeof value === 'number' ? isoTime(value) : value,
  );
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isoTime(ms: number): string | number {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : ms;
}
