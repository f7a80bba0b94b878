-- Ends a session, unless it goes on elsewhere.
-- KEYS session
-- ARGV node, generation
local f = redis.call('HMGET', KEYS[1], 'node', 'generation')
if f[1] == ARGV[1] and f[2] == ARGV[2] then
	return redis.call('DEL', KEYS[1])
end
return 0
