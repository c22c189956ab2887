import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { randomUUID } from 'node:crypto';
import type { ClientRequest, IncomingMessage } from 'node:http';

const REQUEST_STARTED = 'http.client.request.start';
const RESPONSE_STARTED = 'http.client.response.finish';
const NONCE_HEADER = 'x-acs-signature-nonce';

const taps = new Map<string, HeldTap>();

/** A hold on the HTTP request that a vendor client makes out of reach. */
export interface WireTap {
  /** To send with the request, which is recognised by it. Also its signature nonce, so each attempt needs its own. */
  readonly headers: Readonly<Record<string, string>>;
  /** The response's status and headers, once they are in. */
  response(): { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined;
  /** Closes the connection, or the one about to be used. */
  cut(): void;
  release(): void;
}

interface HeldTap extends WireTap {
  started(request: ClientRequest): void;
  answered(response: IncomingMessage): void;
}

/**
 * Watches for one request to come. The vendor clients take no signal, end neither their request nor
 * its socket when a caller gives up, and drop the status of an answer they cannot parse. Node
 * announces every request on its diagnostics channels; nothing is subscribed while no call is under
 * way, and where a Node version announces nothing, the vendor's own timeouts end the request.
 */
export function tapWire(): WireTap {
  const nonce = randomUUID();
  let request: ClientRequest | undefined;
  let response: IncomingMessage | undefined;
  let isCut = false;
  const tap: HeldTap = {
    headers: { [NONCE_HEADER]: nonce },
    response: () => response && { status: response.statusCode ?? 0, headers: flatHeaders(response) },
    cut: () => {
      isCut = true;
      request?.destroy();
    },
    release: () => {
      taps.delete(nonce);
      if (taps.size === 0) listen(unsubscribe);
    },
    started: (started) => {
      request = started;
      if (isCut) started.destroy();
    },
    answered: (answered) => {
      response = answered;
    },
  };
  if (taps.size === 0) listen(subscribe);
  taps.set(nonce, tap);
  return tap;
}

const held = (request: ClientRequest): HeldTap | undefined => {
  const nonce = request.getHeader(NONCE_HEADER);
  return typeof nonce === 'string' ? taps.get(nonce) : undefined;
};
const onStart = (message: unknown): void => {
  const { request } = message as { readonly request: ClientRequest };
  held(request)?.started(request);
};
const onResponse = (message: unknown): void => {
  const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage };
  held(request)?.answered(response);
};

function listen(change: typeof subscribe | typeof unsubscribe): void {
  change(REQUEST_STARTED, onStart);
  change(RESPONSE_STARTED, onResponse);
}

function flatHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(response.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
