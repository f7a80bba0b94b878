-- Finds a room for a server that follows it, or begins it: a log that has lost a part of itself begins anew, too.
-- KEYS state, log, checkpoint, channel, who has left, who had left before
-- ARGV epoch of a new log, node, process of Redis, retention in ms
-- Returns {epoch, offset of the checkpoint, checkpoint}
local STATE = '>c8I8I8I8i8BI8I8I8I8I4I4I8c16c12I8I8'
local s, l, k = KEYS[1], KEYS[2], KEYS[3]

local function whole(v)
	local epoch, head, _, _, _, _, ckpt = struct.unpack(STATE, v)
	if ckpt > 0 and redis.call('EXISTS', k) == 0 then
		return false
	end
	if redis.call('EXISTS', l) == 0 then
		return head == 0
	end
	local newest = redis.call('XREVRANGE', l, '+', '-', 'COUNT', 1)[1]
	return not newest or tonumber(string.match(newest[1], '^%d+')) <= head
end

local v = redis.call('HGET', s, '\255v')
if not v or not whole(v) then
	local time = redis.call('TIME')
	local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
	redis.call('DEL', s, l, k, KEYS[5], KEYS[6])
	redis.call('HSET', s, '\255v', struct.pack(STATE, ARGV[1], 0, now * 1024, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, ARGV[3],
		ARGV[2], now, 0))
	redis.call('PEXPIRE', s, ARGV[4])
	return {ARGV[1], 0, ''}
end
local epoch, _, _, _, _, _, ckpt = struct.unpack(STATE, v)
return {epoch, ckpt, ckpt > 0 and redis.call('GET', k) or ''}
