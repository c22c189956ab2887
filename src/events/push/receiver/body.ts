import type { NodeRequest } from './options.ts';

/** A body, or why there is none. */
export type Body = Uint8Array | 'too-large' | 'broken';

/** The bytes of a Fetch request, at most `maxBytes` of them. */
export async function fetchBody(request: Request, maxBytes: number): Promise<Body> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) {
    await request.body?.cancel();
    return 'too-large';
  }
  if (!request.body) return new Uint8Array();
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return 'too-large';
    }
    chunks.push(value);
  }
}

/** The bytes of a Node request, at most `maxBytes` of them. The stream is left paused, not destroyed: an answer must still go out. */
export function nodeBody(request: NodeRequest, maxBytes: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const finish = (body: Body): void => {
      for (const [event, listener] of listeners) request.removeListener(event, listener);
      if (body === 'too-large') request.pause();
      resolve(body);
    };
    const listeners: readonly (readonly [string, (chunk: unknown) => void])[] = [
      [
        'data',
        (chunk) => {
          const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
          length += bytes.byteLength;
          if (length > maxBytes) finish('too-large');
          else chunks.push(bytes);
        },
      ],
      ['end', () => { finish(Buffer.concat(chunks)); }],
      ['error', () => { finish('broken'); }],
      ['close', () => { finish('broken'); }],
    ];
    for (const [event, listener] of listeners) request.on(event, listener);
  });
}
