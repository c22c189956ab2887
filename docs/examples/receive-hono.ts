import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createEventReceiver } from 'alicloud-vpn-monitor';
import { Hono } from 'hono';

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  // Addresses and ranges that may send, with commas between them. Without it: all who know the secret.
  allow: process.env['VPN_WEBHOOK_ALLOW']?.split(','),
  onEvent: ({ name, outcome, resource }) => {
    console.log(name, outcome, resource.tunnelId ?? resource.connectionId ?? resource.certificateId);
  },
});

const app = new Hono();
app.all('/vpn-events', (context) =>
  // A `Request` does not say who sent it, and `allow` must know.
  receiver.fetch(context.req.raw, { remoteAddress: getConnInfo(context).remote.address }),
);

const server = serve({ fetch: app.fetch, port: Number(process.env['PORT'] ?? 8080) }, (address) => {
  console.error('listening on', address);
});
process.once('SIGTERM', () => {
  server.close();
});
