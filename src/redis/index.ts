/**
 * A store for watches in Redis: a restarted watch goes on where it was, and of several replicas one announces.
 *
 * {@link redisStore} takes a client of `redis` (node-redis) or `ioredis`. This package depends on neither.
 *
 * @example
 * ```ts
 * import type { TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
 * import { type NodeRedisClient, redisStore } from 'alicloud-vpn-monitor/redis';
 *
 * export const watchAll = (monitor: VpnMonitor, client: NodeRedisClient): TunnelWatch =>
 *   monitor.watch(monitor.fleet(), { store: redisStore(client) });
 * ```
 *
 * Guide: [Two replicas](../../docs/two-replicas.md).
 *
 * @module alicloud-vpn-monitor/redis
 */
export type { IoRedisClient, NodeRedisClient } from './clients.ts';
export { type RedisStore, redisStore, type RedisStoreOptions } from './redis-store.ts';
