-- Deletes an entry that is alone in its batch.
-- KEYS state, log
-- ARGV epoch, offset
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
	return 0
end
local id = ARGV[2] .. '-0'
local found = redis.call('XRANGE', KEYS[2], id, id)[1]
if not found then
	return 0
end
local batch = found[2][2]
if struct.unpack('>I2', batch, 34) ~= 1 then
	return 0
end
redis.call('XDEL', KEYS[2], id)
redis.call('HINCRBY', KEYS[1], 'bytes', -#batch)
return 1
