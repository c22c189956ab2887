import type { ApiCallOptions, ApiRequest, ApiResponse, Transport } from '../../transport/index.ts';

/** A call that was passed on to another transport, and what came of it. */
export interface PassedCall {
  readonly request: ApiRequest;
  /** Of who waits for it. */
  readonly signal: AbortSignal;
  /** When it began, by the machine's clock: milliseconds since the epoch. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  readonly outcome: Answered | Failed;
}

interface Answered {
  readonly response: ApiResponse;
}

interface Failed {
  readonly thrown: unknown;
  /** What its caller gave it up with, where it did. */
  readonly givenUp: { readonly reason: unknown } | undefined;
}

/** Passes a call on. It does not reject: what the transport throws is an outcome. */
export async function passOn(transport: Transport, request: ApiRequest, options: ApiCallOptions): Promise<PassedCall> {
  const at = Date.now();
  const begun = performance.now();
  const outcome = await outcomeOf(transport, request, options);
  return { request, signal: options.signal, at, tookMs: Math.round(performance.now() - begun), outcome };
}

async function outcomeOf(transport: Transport, request: ApiRequest, options: ApiCallOptions): Promise<PassedCall['outcome']> {
  try {
    return { response: await transport.call(request, options) };
  } catch (thrown) {
    const { aborted, reason } = options.signal as { readonly aborted: boolean; readonly reason: unknown };
    return { thrown, givenUp: aborted ? { reason } : undefined };
  }
}
