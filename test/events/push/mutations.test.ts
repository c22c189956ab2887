import { createEventReceiver, parseSystemEvent, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { mutator } from '../../support/mutator.ts';
import { NAMES, PUSHED, type Row } from '../shapes.ts';
import { ROW } from './receiver/support.ts';

// A run of 200 000 takes about a minute.
const COUNT = Number(process.env['PAYLOAD_MUTATIONS'] ?? 20_000);

const { pick, spoil, garble } = mutator(Number(process.env['PAYLOAD_SEED'] ?? 20_260_131));

const asXml = (payload: unknown): string => {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const message = pick([
    Buffer.from(text).toString('base64'),
    `<![CDATA[${text}]]>`,
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  ]);
  return `<?xml version="1.0"?><Notification xmlns="x"><TopicName>t</TopicName><MessageId>1</MessageId><Message>${message}</Message></Notification>`;
};
const SHAPES: readonly ((row: Row) => unknown)[] = [
  ...PUSHED.map(([, make]) => make),
  (row) => asXml(pick(PUSHED.slice(0, 2))[1](row)),
  (row) => [pick(PUSHED)[1](row), pick(PUSHED)[1]({ ...row, Id: 'e2' })],
];

function mutated(): unknown {
  const made = pick(SHAPES)({ ...ROW, Name: pick(NAMES) });
  if (typeof made === 'string') return garble(made);
  if (made instanceof Uint8Array) return Buffer.from(garble(Buffer.from(made).toString('latin1')), 'latin1');
  return made instanceof URLSearchParams ? new URLSearchParams(garble(made.toString())) : spoil(made);
}

test(`${String(COUNT)} mutated payloads end in an event, undefined or a protocol error`, () => {
  const ends = { event: 0, nothing: 0, protocol: 0 };
  for (let i = 0; i < COUNT; i++) {
    try {
      const event = parseSystemEvent(mutated());
      if (event === undefined) ends.nothing++;
      else {
        ends.event++;
        if (typeof event.id !== 'string' || event.id === '' || !Number.isSafeInteger(event.at) || event.name.length === 0)
          throw new Error(`a broken event: ${JSON.stringify(event)}`);
      }
    } catch (error) {
      if (!VpnMonitorError.isInstance(error) || error.code !== 'protocol') throw error;
      ends.protocol++;
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(COUNT / 40);
}, 600_000);

test(`a receiver answers ${String(COUNT)} mutated payloads, as a body and as what a parser made of it`, async () => {
  const answers = new Map<number, number>();
  const receiver = createEventReceiver({ secret: false, dedupeWindowMs: 0, onEvent: () => undefined });
  const stream = { on: () => undefined, removeListener: () => undefined, pause: () => undefined, readableDidRead: true };
  for (let i = 0; i < COUNT; i++) {
    const payload = mutated();
    const response = { statusCode: 0, setHeader: () => undefined, end: () => undefined };
    if (i % 2 === 0) await receiver.node({ method: 'POST', url: '/', headers: {}, body: payload, ...stream }, response);
    else {
      const body =
        typeof payload === 'string' || payload instanceof Uint8Array
          ? payload
          : payload instanceof URLSearchParams
            ? payload.toString()
            : listJson(payload);
      response.statusCode = (await receiver.fetch(new Request('http://a.example/', { method: 'POST', body: Buffer.from(body) }))).status;
    }
    answers.set(response.statusCode, (answers.get(response.statusCode) ?? 0) + 1);
  }
  for (const status of answers.keys()) expect([200, 204, 400, 500]).toContain(status);
  for (const status of [200, 204, 400]) expect(answers.get(status)).toBeGreaterThan(COUNT / 40);
}, 600_000);

/** In a list, so that there is text also where nothing is left. */
function listJson(value: unknown): string {
  return JSON.stringify([value], (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}
