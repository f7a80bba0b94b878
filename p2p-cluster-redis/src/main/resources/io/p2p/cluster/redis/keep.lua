-- Keeps sessions alive that are still this node's.
-- KEYS sessions
-- ARGV node, retention in ms
for i = 1, #KEYS do
	if redis.call('HGET', KEYS[i], 'node') == ARGV[1] then
		redis.call('PEXPIRE', KEYS[i], ARGV[2])
	end
end
return 0
