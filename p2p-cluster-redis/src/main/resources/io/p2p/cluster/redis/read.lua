-- Reads a page of a log, and keeps the room alive if its reader follows it.
-- KEYS state, log, peers, checkpoint
-- ARGV epoch, offset after which to read, bytes of a page, retention in ms or 0
-- Returns {0, head, stamp, 1 if there is more, first offset, batch, first offset, batch, …};
--      {1} if the log is another, or does not have all of it
local s, l = KEYS[1], KEYS[2]
local f = redis.call('HMGET', s, 'epoch', 'head', 'stamp', 'trim', 'held', 'members')
local after, page, retention = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if f[1] ~= ARGV[1] then
	return {1}
end
local head = tonumber(f[2])
if after < tonumber(f[4]) or after > head then
	return {1}
end
if retention > 0 then
	local quiet = f[5] ~= '1' and f[6] == '0'
	for i = 1, 4 do
		redis.call('PEXPIRE', KEYS[i], quiet and retention or math.max(4 * retention, 600000))
	end
end
local reply = {0, head, tonumber(f[3]), 0}
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
