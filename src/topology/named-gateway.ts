import type { Connection } from './models.ts';

// Beside the model: neither the metrics nor the filters of a connection on a transit router are of the gateway that its row names.
const gateways = /* @__PURE__ */ new WeakMap<Connection, string>();

export function rememberGateway(connection: Connection, gatewayId: string | undefined): void {
  if (gatewayId !== undefined && gatewayId !== connection.gatewayId) gateways.set(connection, gatewayId);
}

/** The VPN gateway that the service names for a connection, also for one on a transit router. */
export function namedGateway(connection: Connection): string | undefined {
  return connection.gatewayId ?? gateways.get(connection);
}
