import { createEventReceiver, type VpnSystemEvent } from 'alicloud-vpn-monitor';

/** The fields of an HTTP trigger's event that are read. Built-in runtimes of Function Compute 3.0 give it as JSON in a `Buffer`. */
interface HttpEvent {
  readonly rawPath?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryParameters?: Readonly<Record<string, string>>;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp?: string } };
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function take({ name, outcome, resource }: VpnSystemEvent): void {
  console.log(name, outcome, resource.tunnelId ?? resource.connectionId ?? resource.certificateId);
}

const receiver = createEventReceiver({ secret: process.env['VPN_WEBHOOK_SECRET'], onEvent: take });

/** For an HTTP trigger that takes anonymous requests: its address, with `/?secret=…`, is the webhook. */
export async function handler(event: Uint8Array): Promise<HttpAnswer> {
  const { rawPath = '/', body, isBase64Encoded, headers, queryParameters, requestContext } = parsed(event);
  const { method, sourceIp } = requestContext.http;
  const address = `https://function.invalid${rawPath}?${new URLSearchParams(queryParameters).toString()}`;
  const hasBody = method !== 'GET' && method !== 'HEAD' && body !== undefined;
  const request = new Request(address, {
    method,
    ...(headers && { headers }),
    ...(hasBody && { body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') }),
  });
  const response = await receiver.fetch(request, { remoteAddress: sourceIp });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

// Only who may invoke the function can send what comes here.
const trusting = createEventReceiver({ secret: false, onEvent: take });

/** For the target `fc` of a subscription, which invokes the function itself with an event or a list of events. */
export async function invoked(event: Uint8Array): Promise<void> {
  const request = new Request('https://function.invalid/', { method: 'POST', body: Buffer.from(event) });
  const { status } = await trusting.fetch(request);
  // An invocation that throws has failed, and may be repeated. What was taken is not taken again.
  if (status >= 400) throw new Error(`not every event was taken (${status}): see the log`);
}

function parsed(event: Uint8Array): HttpEvent {
  return JSON.parse(Buffer.from(event).toString()) as HttpEvent;
}
