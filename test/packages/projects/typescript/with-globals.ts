// Where the DOM's or Node's types are there, ours are the same.
import { createEventReceiver, type MetricQuery, type TunnelWatch } from 'alicloud-vpn-monitor';

declare const query: MetricQuery;
declare const watch: TunnelWatch;
const receiver = createEventReceiver({ secret: false, onEvent: () => undefined });

export const abortable = query.signal(AbortSignal.timeout(1000));
export const answer: Promise<Response> = receiver.fetch(new Request('http://localhost/'));
export const unsubscribe: Disposable = watch.on('transition', () => undefined, { signal: new AbortController().signal });
// @ts-expect-error a controller is no signal
query.signal(new AbortController());
// @ts-expect-error an address is no request
void receiver.fetch('http://localhost/');
