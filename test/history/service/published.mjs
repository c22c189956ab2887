// What a service publishes of a truth: used by the service, and by the tests that say what a history must make of it.

/** A number of [0, 1) that the same words always give. */
export function chance(...words) {
  let hash = 2166136261;
  for (const letter of words.join(' ')) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** Whether something was up at an instant. `turns` are the instants at which it turned, down first. */
export function isUp(turns, at) {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 0;
}

/** The share of (from, to] in which something was up. */
export function shareUp(turns, from, to) {
  let up = 0;
  let since = from;
  let state = isUp(turns, from);
  for (const turn of turns) {
    if (turn <= from) continue;
    if (turn >= to) break;
    if (state) up += turn - since;
    since = turn;
    state = !state;
  }
  if (state) up += to - since;
  return up / (to - from);
}

/** The datapoint of the period up to `end`, if one was published: its timestamp and value. */
export function publishedPoint(series, end, periodMs, { now, stamp = 'end', missing = 0, silences = [], delayMs = 0 }) {
  if (end > now - delayMs || end - periodMs < (series.since ?? -Infinity)) return undefined;
  if (silences.some(([from, to]) => end > from && end <= to) || (missing > 0 && chance('missing', series.id, series.metric, end) < missing))
    return undefined;
  return { timestamp: stamp === 'end' ? end : end - periodMs, value: shareUp(series.turns, end - periodMs, end) };
}
