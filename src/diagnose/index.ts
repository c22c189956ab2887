export { assertRoutesOptions, attachmentRoutes, gatewayConnectionRoutes, gatewayRoutes } from './routes/index.ts';
export type { Route, RouteCounts, RoutesOptions, RouteOrigin, Routes, RouteSource } from './routes/index.ts';
export { sslClients } from './ssl-clients/index.ts';
export type { SslClient, SslClientsOptions } from './ssl-clients/index.ts';
