-- Notes that the page of a session has gone, or asks for that.
-- KEYS session
-- ARGV 1 to note it
-- Returns {peer or '', node, 1 if it is noted}
local f = redis.call('HMGET', KEYS[1], 'peer', 'node', 'farewell')
if not f[1] then
	return {'', '', 0}
end
if ARGV[1] == '1' then
	redis.call('HSET', KEYS[1], 'farewell', '1')
	return {f[1], f[2], 1}
end
return {f[1], f[2], f[3] and 1 or 0}
