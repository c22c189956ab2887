import { assertOpen } from '../../errors.ts';
import { once } from '../../internal/once.ts';
import type { Connection, ListDependencies } from '../../topology/index.ts';
import type { Routes } from './models.ts';
import { assertRoutesOptions, type RoutesOptions } from './options.ts';

const engine = /* @__PURE__ */ once(() => import('./ask-routes.ts'));

async function checked(deps: ListDependencies, options: RoutesOptions): Promise<typeof import('./ask-routes.ts')> {
  assertRoutesOptions(options);
  options.signal?.throwIfAborted();
  assertOpen(deps.closed);
  return await engine();
}

/** The routes of a VPN gateway. */
export async function gatewayRoutes(deps: ListDependencies, gatewayId: string, options: RoutesOptions): Promise<Routes> {
  return (await checked(deps, options)).askGatewayRoutes(deps, gatewayId, options);
}

/** The routes of a connection that is on a transit router, or on nothing. */
export async function attachmentRoutes(deps: ListDependencies, connectionId: string, options: RoutesOptions): Promise<Routes> {
  return (await checked(deps, options)).askConnectionRoutes(deps, connectionId, options);
}

/** The routes of a VPN gateway that lead through one of its connections. @param find - Looks the connection up, once the options are checked. */
export async function gatewayConnectionRoutes(
  deps: ListDependencies,
  find: () => Promise<Connection & { readonly gatewayId: string }>,
  options: RoutesOptions,
): Promise<Routes> {
  const { askRoutesThrough } = await checked(deps, options);
  return await askRoutesThrough(deps, await find(), options);
}
