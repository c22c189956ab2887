// Each runs as one step at the server. A lock is a hash of its holder's token and the number of the last write under it.

/** Takes a lock, or finds that it was taken by the same request before: clients send again what a lost connection left without an answer. */
export const LOCK = `
local held = redis.call('HGET', KEYS[1], 'token')
if held and held ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'writes', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

export const REFRESH = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

export const RELEASE = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1`;

/** Writes where the lock is still held. A write that arrives after a later one of the same holder changes nothing. */
export const SET_LOCKED = `
if redis.call('HGET', KEYS[2], 'token') ~= ARGV[1] then return 0 end
if tonumber(redis.call('HGET', KEYS[2], 'writes')) >= tonumber(ARGV[2]) then return 1 end
redis.call('HSET', KEYS[2], 'writes', ARGV[2])
redis.call('SET', KEYS[1], ARGV[3])
return 1`;

export const SET = `
redis.call('SET', KEYS[1], ARGV[1])
return 1`;
