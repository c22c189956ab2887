export { httpsTransport } from './https-transport.ts';
export type { HttpsTransportOptions } from './https-transport.ts';
export { checkRoute } from './route.ts';
export type { HttpAgent, RouteOptions } from './route.ts';
