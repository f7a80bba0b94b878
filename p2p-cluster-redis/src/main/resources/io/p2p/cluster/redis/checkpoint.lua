-- Stores the state of a room, unless a later one is stored.
-- KEYS state, log, checkpoint
-- ARGV epoch, offset, state
local v = redis.call('HGET', KEYS[1], '\255v')
if not v or string.sub(v, 1, 8) ~= ARGV[1] then
	return 0
end
local offset, HEAD, CKPT, LOOK, JUMPS = tonumber(ARGV[2]), 9, 42, 66, 134
if offset <= struct.unpack('>I8', v, CKPT) or offset > struct.unpack('>I8', v, HEAD) then
	return 0
end
for i = JUMPS, #v, 16 do
	local from, to = struct.unpack('>I8I8', v, i)
	if offset > from and offset <= to then
		-- Of what is lost
		return 0
	end
end
redis.call('SET', KEYS[3], ARGV[3], 'PX', math.max(redis.call('PTTL', KEYS[1]), 1))
-- The next batch trims
redis.call('HSET', KEYS[1], '\255v', string.sub(v, 1, CKPT - 1) .. struct.pack('>I8', offset)
	.. string.sub(v, CKPT + 8, LOOK - 1) .. struct.pack('>I8', 0) .. string.sub(v, LOOK + 8))
return 1
