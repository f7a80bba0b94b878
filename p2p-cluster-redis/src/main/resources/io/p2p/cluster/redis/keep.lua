-- Keeps sessions alive that are this node's, and restores those that Redis has lost.
-- KEYS sessions
-- ARGV node, retention in ms, and for each session its peer, user and generation
for i = 1, #KEYS do
	local f, generation = redis.call('HMGET', KEYS[i], 'node', 'generation'), ARGV[3 * i + 2]
	-- Without its newest claim a session is an older node's
	if not f[1] or tonumber(f[2]) < tonumber(generation) then
		redis.call('HSET', KEYS[i], 'peer', ARGV[3 * i], 'user', ARGV[3 * i + 1], 'generation', generation, 'node', ARGV[1])
		f[1] = ARGV[1]
	end
	if f[1] == ARGV[1] then
		redis.call('PEXPIRE', KEYS[i], ARGV[2])
	end
end
return 0
