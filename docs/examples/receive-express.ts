import { createEventReceiver } from 'alicloud-vpn-monitor';
import express from 'express';

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  onEvent: ({ name, outcome, resource }) => {
    console.log(name, outcome, resource.tunnelId ?? resource.connectionId ?? resource.certificateId);
  },
  onAlert: ({ ruleName, state, resource }) => {
    console.log(ruleName, state, resource.tunnelId ?? resource.connectionId ?? resource.gatewayId);
  },
});

const app = express();
// Parsers may come before it: a body that they have read is taken from `request.body`.
app.use(express.json());
app.all('/vpn-events', (request, response) => receiver.node(request, response));

const server = app.listen(Number(process.env['PORT'] ?? 8080));
server.once('listening', () => {
  console.error('listening on', server.address());
});
process.once('SIGTERM', () => {
  server.close();
});
