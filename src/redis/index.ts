export type { IoRedisClient, NodeRedisClient } from './clients.ts';
export { type RedisStore, redisStore, type RedisStoreOptions } from './redis-store.ts';
