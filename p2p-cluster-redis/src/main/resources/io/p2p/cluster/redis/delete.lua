-- Deletes an entry that is alone in its batch.
-- KEYS state, log
-- ARGV epoch, offset
local v = redis.call('HGET', KEYS[1], '\255v')
if not v or string.sub(v, 1, 8) ~= ARGV[1] then
	return 0
end
local id = ARGV[2] .. '-0'
local found = redis.call('XRANGE', KEYS[2], id, id)[1]
if not found then
	return 0
end
local batch, BYTES = found[2][2], 25
if struct.unpack('>I2', batch, 34) ~= 1 then
	return 0
end
redis.call('XDEL', KEYS[2], id)
redis.call('HSET', KEYS[1], '\255v', string.sub(v, 1, BYTES - 1)
	.. struct.pack('>I8', struct.unpack('>I8', v, BYTES) - #batch) .. string.sub(v, BYTES + 8))
return 1
