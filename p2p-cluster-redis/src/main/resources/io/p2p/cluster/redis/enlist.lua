-- Notes the peers of a user. Whether they are there still, their own keys tell.
-- KEYS user
-- ARGV retention in ms, ids
local time = redis.call('TIME')
local now, retention = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000), tonumber(ARGV[1])
for i = 2, #ARGV do
	redis.call('ZADD', KEYS[1], string.format('%.0f', now + retention), ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], retention)
return 0
