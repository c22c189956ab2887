import { createEventReceiver } from '../../../../src/index.ts';

const receiver = createEventReceiver({ secret: false, onEventTimeoutMs: 100, onEvent: () => new Promise(() => undefined) });
const body = JSON.stringify({ name: 'ipsec_tunnel_nego_failed', eventTime: 1_700_000_000_000 });
const { status } = await receiver.fetch(new Request('http://a.example/', { method: 'POST', body }));
process.stdout.write(String(status));
