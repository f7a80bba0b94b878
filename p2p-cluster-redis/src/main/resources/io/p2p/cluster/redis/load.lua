-- Finds a room, or begins it: a log that has lost a part of itself begins anew, too.
-- KEYS state, peers, log, checkpoint
-- ARGV epoch of a new log, retention in ms
-- Returns {epoch, head, stamp, trimmed up to, offset of the checkpoint, checkpoint}
local s, p, l, k = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local function whole(f)
	local head, ckpt, trim = tonumber(f[2]), tonumber(f[5]), tonumber(f[4])
	if redis.call('HLEN', p) ~= tonumber(f[6]) or ckpt > 0 and redis.call('EXISTS', k) == 0 then
		return false
	end
	if redis.call('EXISTS', l) == 0 then
		return head == 0
	end
	local newest = redis.call('XREVRANGE', l, '+', '-', 'COUNT', 1)[1]
	return not newest or tonumber(string.match(newest[1], '^%d+')) <= head
end

local f = redis.call('HMGET', s, 'epoch', 'head', 'stamp', 'trim', 'ckpt', 'members')
if not f[1] or not whole(f) then
	redis.call('DEL', s, p, l, k)
	local time = redis.call('TIME')
	local stamp = time[1] .. string.format('%06d', tonumber(time[2]))
	redis.call('HSET', s, 'epoch', ARGV[1], 'head', 0, 'stamp', stamp, 'bytes', 0, 'max', 0, 'held', 0, 'ckpt', 0, 'trim',
		0, 'ttl', 0, 'look', 0, 'members', 0)
	redis.call('PEXPIRE', s, ARGV[2])
	return {ARGV[1], 0, tonumber(stamp), 0, 0, ''}
end
return {f[1], tonumber(f[2]), tonumber(f[3]), tonumber(f[4]), tonumber(f[5]), redis.call('GET', k) or ''}
