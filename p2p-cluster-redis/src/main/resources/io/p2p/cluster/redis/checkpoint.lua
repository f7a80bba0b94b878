-- Stores the state of a room, unless a later one is stored.
-- KEYS state, checkpoint
-- ARGV epoch, offset, state
local f = redis.call('HMGET', KEYS[1], 'epoch', 'head', 'ckpt')
local offset = tonumber(ARGV[2])
if f[1] ~= ARGV[1] or offset <= tonumber(f[3]) or offset > tonumber(f[2]) then
	return 0
end
redis.call('SET', KEYS[2], ARGV[3], 'PX', math.max(redis.call('PTTL', KEYS[1]), 1))
-- The next batch trims
redis.call('HSET', KEYS[1], 'ckpt', ARGV[2], 'look', 0)
return 1
