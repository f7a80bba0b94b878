-- Ends the lease of a node, and tells the others.
-- KEYS leases, which is the name of the channel, too
-- ARGV node, PUBLISH or SPUBLISH
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', now), ARGV[1])
redis.call(ARGV[2], KEYS[1], ARGV[1])
return 0
