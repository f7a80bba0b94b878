-- Finds a peer.
-- KEYS peer
-- Returns {rooms or '', user}
local f = redis.call('HMGET', KEYS[1], 'rooms', 'user')
return {f[1] or '', f[2] or ''}
