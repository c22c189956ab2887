// Where nothing declares the globals, what has their shape will do.
import { createEventReceiver, type MetricQuery, type TunnelWatch } from 'alicloud-vpn-monitor';

declare const query: MetricQuery;
declare const watch: TunnelWatch;
declare const signal: {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
};
declare const request: Parameters<typeof receiver.fetch>[0];
const receiver = createEventReceiver({ secret: false, onEvent: () => undefined });

export const abortable = query.signal(signal);
export const status: Promise<number> = receiver.fetch(request).then((response) => response.status);
export const stop = async (): Promise<void> => watch[Symbol.asyncDispose]();
// @ts-expect-error a number is no signal
query.signal(5);
