-- Claims a session for a node, or begins one. A repeated request gets its first answer.
-- KEYS session
-- ARGV node, number of the request, user, peer of a new session or '', retention in ms
-- Returns {outcome, peer, generation, previous node}; {'STALE'} if a later request was answered
local x, node, number = KEYS[1], ARGV[1], tonumber(ARGV[2])
local answers = 'r:' .. node
local f = redis.call('HMGET', x, 'peer', 'user', 'generation', 'node', answers)
if f[5] then
	local n, outcome, generation, previous = string.match(f[5], '^(%d+) (%u+) (%d+) (%w*)$')
	if tonumber(n) > number then
		return {'STALE'}
	end
	if tonumber(n) == number then
		return {outcome, f[1], tonumber(generation), previous}
	end
end
local outcome, peer, generation, previous = 'CLAIMED', f[1], 0, f[4] or ''
if not peer then
	if ARGV[4] == '' then
		return {'NONE', '', 0, ''}
	end
	outcome, peer = 'CREATED', ARGV[4]
elseif f[2] ~= ARGV[3] then
	return {'TAKEN', '', 0, ''}
else
	generation = tonumber(f[3])
end
generation = generation + 1
if redis.call('HLEN', x) > 40 then
	-- Answers to nodes of long ago
	for _, field in ipairs(redis.call('HKEYS', x)) do
		if string.sub(field, 1, 2) == 'r:' and field ~= 'r:' .. previous then
			redis.call('HDEL', x, field)
		end
	end
end
local count = string.format('%.0f', generation)
redis.call('HSET', x, 'peer', peer, 'user', ARGV[3], 'generation', count, 'node', node, answers,
	ARGV[2] .. ' ' .. outcome .. ' ' .. count .. ' ' .. previous)
-- Whoever comes back has not gone
redis.call('HDEL', x, 'farewell')
redis.call('PEXPIRE', x, ARGV[5])
return {outcome, peer, generation, previous}
