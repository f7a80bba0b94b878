-- Renews the lease of a node.
-- KEYS leases
-- ARGV node, lease in ms
-- Returns {what was left of the lease in ms, 'none' if there was none, node, ms left, node, ms left, …}
local time = redis.call('TIME')
local now, lease = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000), tonumber(ARGV[2])
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - 10 * lease))
redis.call('ZADD', KEYS[1], string.format('%.0f', now + lease), ARGV[1])
redis.call('PEXPIRE', KEYS[1], 20 * lease)
local reply = {ends and string.format('%.0f', tonumber(ends) - now) or 'none'}
local all = redis.call('ZREVRANGE', KEYS[1], 0, 999, 'WITHSCORES')
for i = 1, #all, 2 do
	reply[#reply + 1] = all[i]
	reply[#reply + 1] = tonumber(all[i + 1]) - now
end
return reply
