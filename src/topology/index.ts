export type { ConnectionFilter } from './connection-filter.ts';
export { Listing } from './listing.ts';
export { readListPage } from './list-page.ts';
export type { BgpState, Certificate, Connection, Gateway, HealthState, IpsecPhase, IpsecState, Tunnel } from './models.ts';
export { namedGateway } from './named-gateway.ts';
export type { ResolvedConnection, ResolvedGateway, ResolvedResource, ResolvedTunnel } from './resolved-resource.ts';
export type { TopologyOptions } from './options.ts';
export { Topology, type ConnectionSnapshot, type SnapshotOptions, type TopologyDeps } from './topology.ts';
