import { createServer } from 'node:http';
import { createEventReceiver } from 'alicloud-vpn-monitor';

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  onEvent: (event) => {
    console.log(event.name, event.outcome, event.resource.connectionId ?? '', event.resource.tunnelId ?? '');
  },
});
createServer((request, response) => void receiver.node(request, response)).listen(
  Number(process.env['PORT'] ?? 8080),
);
