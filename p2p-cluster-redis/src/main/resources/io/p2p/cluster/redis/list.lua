-- Notes in which rooms peers are, unless something later is known.
-- KEYS peers
-- ARGV node, retention in ms, and for each peer: generation, number of the request, user, rooms or ''
for i = 1, #KEYS do
	local a = 4 * i - 1
	local generation, number = tonumber(ARGV[a]), tonumber(ARGV[a + 1])
	local f = redis.call('HMGET', KEYS[i], 'generation', 'node', 'number')
	local known = tonumber(f[1] or -1)
	if generation > known or generation == known and (f[2] ~= ARGV[1] or number > tonumber(f[3])) then
		redis.call('HSET', KEYS[i], 'generation', ARGV[a], 'node', ARGV[1], 'number', ARGV[a + 1], 'user', ARGV[a + 2],
			'rooms', ARGV[a + 3])
		-- Who has gone is remembered until no earlier request can come any more
		redis.call('PEXPIRE', KEYS[i], ARGV[a + 3] == '' and math.min(tonumber(ARGV[2]), 30000) or ARGV[2])
	end
end
return 0
