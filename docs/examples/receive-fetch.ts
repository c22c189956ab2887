import { createEventReceiver } from 'alicloud-vpn-monitor';

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  onEvent: ({ name, outcome, resource }) => {
    console.log(name, outcome, resource.tunnelId ?? resource.connectionId ?? resource.certificateId);
  },
});

/** A route of Next.js, such as `app/vpn-events/route.ts`. An event subscription may push with `GET`, too. */
export const POST = (request: Request): Promise<Response> => receiver.fetch(request);
export const GET = POST;

/** For servers that take a default export: `bun receive-fetch.ts`, `deno serve --allow-env receive-fetch.ts`. */
export default { fetch: POST };
