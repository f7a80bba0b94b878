-- Reads a page of a log, and keeps the room alive if its reader follows it.
-- KEYS state, log, checkpoint, channel, who has left, who had left before
-- ARGV epoch, offset after which to read, bytes of a page, retention in ms, node that follows or ''
-- Returns {0, head, stamp, 1 if there is more, jumps, first offset, batch, first offset, batch, …};
--      {1} if the log is another, or does not have all of it
local STATE = '>c8I8I8I8i8BI8I8I8I8I4I4I8c16c12I8I8'
local s, l = KEYS[1], KEYS[2]
local after, page, retention, node = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local v = redis.call('HGET', s, '\255v')
if not v or string.sub(v, 1, 8) ~= ARGV[1] then
	return {1}
end
local epoch, head, stamp, bytes, limit, held, ckpt, trim, ttl, look, members, writers, swapped, run, lone, loneAt,
	sharedAt, rest = struct.unpack(STATE, v)
local jumps = string.sub(v, rest)
if after < trim or after > head then
	return {1}
end
for i = 1, #jumps, 16 do
	local from, to = struct.unpack('>I8I8', jumps, i)
	if after > from and after <= to then
		return {1}
	end
end
if node ~= '' then
	local time = redis.call('TIME')
	local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
	if lone ~= node and now - loneAt > retention then
		lone = node
	end
	if lone == node then
		loneAt = now
	else
		sharedAt = now
	end
	redis.call('HSET', s, '\255v', struct.pack(STATE, epoch, head, stamp, bytes, limit, held, ckpt, trim, ttl, look,
		members, writers, swapped, run, lone, loneAt, sharedAt) .. jumps)
	for i = 1, 3 do
		redis.call('PEXPIRE', KEYS[i], held == 0 and members == 0 and retention or math.max(4 * retention, 600000))
	end
end
local reply = {0, head, stamp, 0, jumps}
if after == head then
	return reply
end
if redis.call('EXISTS', l) == 0 then
	return {1}
end
local from = string.format('%.0f', after + 1)
-- The batch with the next entry may begin before it
local around = redis.call('XREVRANGE', l, from .. '-0', '-', 'COUNT', 1)[1]
local start = around and around[1] or from
local size = 0
while true do
	local found = redis.call('XRANGE', l, start, '+', 'COUNT', 8)
	for i = 1, #found do
		local batch = found[i][2][2]
		reply[#reply + 1] = string.match(found[i][1], '^%d+')
		reply[#reply + 1] = batch
		size = size + #batch
	end
	if #found < 8 then
		return reply
	end
	if size >= page then
		reply[4] = 1
		return reply
	end
	start = '(' .. found[8][1]
end
