import { createEventReceiver } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

const onEvent = (): void => undefined;

// What `openssl rand -base64 32` writes, pasted into a URL as it is.
const SECRET = 'ab+cd/ef+gh==';

test.each([SECRET, encodeURIComponent(SECRET), SECRET.replaceAll('+', '%2B')])(
  'a secret with + and / is known by the URL %s',
  async (written) => {
    const receiver = createEventReceiver({ secret: SECRET, onEvent });
    expect((await receiver.fetch(new Request(`http://h/?secret=${written}`, { method: 'POST', body: '{}' }))).status).toBe(204);
  },
);

test('a blank in a secret may still be written as +', async () => {
  const receiver = createEventReceiver({ secret: 'two words', onEvent });
  for (const written of ['two+words', 'two%20words']) {
    expect((await receiver.fetch(new Request(`http://h/?secret=${written}`, { method: 'POST', body: '{}' }))).status).toBe(204);
  }
  expect((await receiver.fetch(new Request('http://h/?secret=two%2Bwords', { method: 'POST', body: '{}' }))).status).toBe(401);
});

test.each(['s3cret\n', ' s3cret', ['good', 's3cret\r\n']])(
  'a secret with blanks or line breaks around it, as a file holds it, is refused at once',
  (secret) => {
    expect(() => createEventReceiver({ secret, onEvent })).toThrow(/trim/);
  },
);

test.each([
  [null, /secret is null/],
  [[], /secret is an empty list/],
  [1234, /secret is a number/],
  [true, /secret is a boolean/],
  [Buffer.from('s3cret'), /secret is an object/],
  [['s3cret', undefined], /secret holds undefined/],
  ['', /secret is empty/],
  [undefined, /secret is undefined/],
])('what is no secret is named by its kind: %o', (secret, message) => {
  const make = (): unknown => createEventReceiver({ secret: secret as string, onEvent });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
  expect(make).not.toThrow(/1234|s3cret/);
});

test.each(['5', '', '1h'])('dedupeWindowMs %o is no number', (dedupeWindowMs) => {
  expect(() => createEventReceiver({ secret: 'x', onEvent, dedupeWindowMs: dedupeWindowMs as unknown as number })).toThrow(
    /dedupeWindowMs/,
  );
});
