export type { HttpsTransportOptions } from './https-transport.ts';
export { httpsTransport } from './https-transport.ts';
export type { HttpAgent, RouteOptions } from './route.ts';
export { checkRoute } from './route.ts';
