export type { Route, RouteCounts, RouteOrigin, Routes, RouteSource } from './models.ts';
export { assertRoutesOptions, type RoutesOptions } from './options.ts';
export { attachmentRoutes, gatewayConnectionRoutes, gatewayRoutes } from './routes.ts';
