import type { Transport } from '../transport/index.ts';
import type { PreflightRoute } from './model.ts';
import type { NeededOperation } from './operations.ts';

/** Where the requests go to the services that are needed, as far as the transport says it. */
export function routesOf(transport: Transport, operations: readonly NeededOperation[]): readonly PreflightRoute[] {
  return [...new Set(operations.map(({ product }) => product))].flatMap((product) => {
    try {
      const route = transport.routeOf?.(product);
      return route === undefined ? [] : [{ product, host: route.host, protocol: route.protocol, proxy: route.proxy }];
    } catch {
      // A proxy of the environment that cannot be used: the calls to this service fail with what it says.
      return [];
    }
  });
}
