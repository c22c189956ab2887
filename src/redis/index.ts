export type { IoRedisClient, NodeRedisClient } from './clients.ts';
export { redisStore, type RedisStore, type RedisStoreOptions } from './redis-store.ts';
