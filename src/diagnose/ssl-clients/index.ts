export type { SslClient } from './model.ts';
export type { SslClientsOptions } from './ssl-clients.ts';
export { sslClients } from './ssl-clients.ts';
