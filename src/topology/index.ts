export type { ConnectionFilter } from './connection-filter.ts';
export { Listing } from './listing.ts';
export type { ListOperation } from './operations.ts';
export type { BgpState, Certificate, Connection, Gateway, HealthState, IpsecPhase, IpsecState, Tunnel } from './models.ts';
export { readList, type ListDependencies } from './read-list.ts';
export type { ReadRow } from './read-row.ts';
export type { ResolvedConnection, ResolvedGateway, ResolvedResource, ResolvedTunnel } from './resolved-resource.ts';
export type { TopologyOptions } from './options.ts';
export { Topology, type CertificateSnapshot, type ConnectionSnapshot, type SnapshotOptions, type TopologyDeps } from './topology.ts';
