import { createServer } from 'node:http';
import { createEventReceiver } from 'alicloud-vpn-monitor';

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  onEvent: (event) => {
    console.log(event.name, event.outcome, event.resource.connectionId ?? '', event.resource.tunnelId ?? '');
  },
});

const server = createServer((request, response) => void receiver.node(request, response));
server.listen(Number(process.env['PORT'] ?? 8080), () => {
  console.error('listening on', server.address());
});
process.once('SIGTERM', () => {
  server.close();
});
