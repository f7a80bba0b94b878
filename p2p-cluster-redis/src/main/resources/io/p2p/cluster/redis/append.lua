-- Appends a batch of entries to the log of a room, in one step and at most once.
-- KEYS state, peers, log, checkpoint, channel
-- ARGV epoch, node, writer, number of the batch, retention in ms, most bytes of the log,
--      PUBLISH or SPUBLISH, the entries as EntryCodec writes them, one after the other
-- Returns {0, first offset or 0, stamp before, stamp, codes, 1 if a checkpoint is wanted};
--      {1} if the log is another, {2} if the batch does not follow the writer's last one
local s, p, l, k, c = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local writer, number, retention = 'n:' .. ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local OK = 0
local EVENT, JOIN, ARRIVE, LEAVE, LOST, BACK, OPEN, CLOSE, SERVER = 0, 1, 2, 3, 4, 5, 6, 7, 8
local NOT_A_MEMBER, SUPERSEDED, DUPLICATE, FULL, UNCHANGED = 1, 2, 3, 4, 5
local kept = math.max(4 * retention, 600000)

local format = string.format

local f = redis.call('HMGET', s, 'epoch', 'head', 'stamp', 'bytes', 'max', 'held', 'ckpt', 'trim', 'ttl', 'look',
	'members', writer)
if f[1] ~= ARGV[1] then
	return {1}
end
local last = 0
if f[12] then
	last = tonumber(string.match(f[12], '^%d+'))
end
if number == last then
	-- Writes something, so that WAIT after it waits for what it was first
	redis.call('PEXPIRE', s, kept)
	local first, before, stamp, codes = string.match(f[12], '^%d+ (%d+) (%d+) (%d+) ?(%d*)')
	return {0, tonumber(first), tonumber(before), tonumber(stamp), codes, 0}
end
if number ~= last + 1 then
	return {2}
end
local head, before, bytes, ckpt, trim = tonumber(f[2]), tonumber(f[3]), tonumber(f[4]), tonumber(f[7]), tonumber(f[8])
local max, held = tonumber(f[5]), f[6] == '1'
local members = redis.call('HLEN', p)
if members ~= tonumber(f[11]) then
	return {1}
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- Microseconds, different for each batch: two logs that differ do so in their stamps
local stamp = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), before + 1)

local entries = ARGV[8]
local kinds, peers, generations, numbers, starts, names, found = {}, {}, {}, {}, {}, {}, {}
local count, at = 0, 1
while at <= #entries do
	local size, kind, generation, n, peer = struct.unpack('>I4Bi8i8I2c0', entries, at)
	count = count + 1
	kinds[count], peers[count], generations[count], numbers[count], starts[count] = kind, peer, generation, n, at
	if peer ~= '' and found[peer] == nil then
		found[peer] = false
		names[#names + 1] = peer
	end
	at = at + 4 + size
end
starts[count + 1] = at
if members > 0 and #names > 0 then
	local stored = redis.call('HMGET', p, unpack(names))
	for i = 1, #names do
		if stored[i] then
			local g, n, lost = string.match(stored[i], '^(%d+) (%d+) (%d)$')
			found[names[i]] = {g = tonumber(g), n = tonumber(n), lost = lost == '1'}
		end
	end
end

local changed, cleared, wasQuiet, wasEmpty = {}, false, members == 0 and not held, members == 0

-- One function: making one for each kind costs more than all checks
local function check(kind, m, peer, g, n)
	if kind == EVENT then
		if not m or g > m.g then return NOT_A_MEMBER end
		if g < m.g then return SUPERSEDED end
		if n > 0 and n <= m.n then return DUPLICATE end
		if n > 0 then
			m.n = n
			changed[peer] = true
		end
	elseif kind == JOIN or kind == ARRIVE then
		if m then
			if g < m.g then return SUPERSEDED end
			m.g, m.n = g, math.max(m.n, n)
		else
			if kind == JOIN and max > 0 and members >= max then return FULL end
			found[peer] = {g = g, n = n, lost = false}
			members = members + 1
		end
		changed[peer] = true
	elseif kind == LEAVE then
		if not m then return NOT_A_MEMBER end
		if g >= 0 and g < m.g then return SUPERSEDED end
		if n > 0 and n <= m.n then return DUPLICATE end
		found[peer] = false
		changed[peer] = true
		members = members - 1
		if members == 0 and not held then
			max = 0
		end
	elseif kind == LOST then
		if not m or m.g ~= g or m.lost then return UNCHANGED end
		m.lost = true
		changed[peer] = true
	elseif kind == BACK then
		if not m then return NOT_A_MEMBER end
		if g < m.g then return SUPERSEDED end
		if g == m.g and not m.lost then return UNCHANGED end
		m.g, m.lost = g, false
		changed[peer] = true
	elseif kind == OPEN then
		max, held = n, true
	elseif kind == CLOSE then
		if members == 0 and not held then return UNCHANGED end
		for i = 1, #names do
			found[names[i]] = false
		end
		changed, cleared, members, max, held = {}, true, 0, 0, false
	elseif kind == SERVER then
		if members == 0 and not held then return NOT_A_MEMBER end
	else
		error('Unknown kind ' .. kind)
	end
	return OK
end

local codes, taken = {}, 0
for i = 1, count do
	local code = check(kinds[i], found[peers[i]], peers[i], generations[i], numbers[i])
	codes[i] = code
	if code == OK then
		taken = taken + 1
	end
end
if taken == count then
	codes = ''
else
	-- Putting strings together is what costs most, and seldom needed
	local some = {}
	for i = 1, count do
		if codes[i] == OK then
			some[#some + 1] = string.sub(entries, starts[i], starts[i + 1] - 1)
		end
	end
	entries, codes = table.concat(some), table.concat(codes)
end

local first, want, look, ttl = 0, 0, tonumber(f[10]), tonumber(f[9])
local quiet = members == 0 and not held
if taken > 0 then
	first = head + 1
	local batch = ARGV[1] .. struct.pack('>I8BI8I8I2B', first, 1, stamp, before, taken, #ARGV[2]) .. ARGV[2] .. entries
	-- The first write: it is refused where the log does not end where the state says
	local added = redis.pcall('XADD', l, format('%d-0', first), 'b', batch)
	if type(added) == 'table' and added.err then
		return {1}
	end
	if bytes == 0 then
		ttl = 0
	end
	head, bytes = head + taken, bytes + #batch
	redis.call(ARGV[7], c, batch)
	if cleared then
		redis.call('DEL', p)
	end
	local set, gone = {}, {}
	for name in pairs(changed) do
		local m = found[name]
		if m then
			set[#set + 1] = name
			set[#set + 1] = format('%d %d %d', m.g, m.n, m.lost and 1 or 0)
		else
			gone[#gone + 1] = name
		end
	end
	if #set > 0 then
		redis.call('HSET', p, unpack(set))
	end
	if #gone > 0 and not cleared then
		redis.call('HDEL', p, unpack(gone))
	end
else
	stamp = before
end

-- Trims what is too old or too much, but never what no checkpoint holds
local due = now - look > retention / 16
if due or bytes > tonumber(ARGV[6]) then
	for _ = 1, 16 do
		local oldest = redis.call('XRANGE', l, '-', '+', 'COUNT', 1)[1]
		if not oldest then
			bytes = 0
			break
		end
		local batch = oldest[2][2]
		local made, _, size = struct.unpack('>I8I8I2', batch, 18)
		if bytes <= tonumber(ARGV[6]) and now - made / 1000 <= retention then
			break
		end
		local ends = tonumber(string.match(oldest[1], '^%d+')) + size - 1
		if ends > ckpt then
			want = 1
			break
		end
		redis.call('XDEL', l, oldest[1])
		bytes, trim = bytes - #batch, ends
	end
end
if due then
	look = now
	-- A writer of ten minutes ago repeats nothing any more
	local all, idle = redis.call('HGETALL', s), {}
	for i = 1, #all, 2 do
		if string.sub(all[i], 1, 2) == 'n:' and all[i] ~= writer and #idle < 1000 then
			local at = tonumber(string.match(all[i + 1], '(%d+)$'))
			if now - at > 600000 then
				idle[#idle + 1] = all[i]
			end
		end
	end
	if #idle > 0 then
		redis.call('HDEL', s, unpack(idle))
	end
end

-- A key that is new has no end yet
local renew = quiet ~= wasQuiet or wasEmpty ~= (members == 0) or cleared or now - ttl > retention / 2
if renew then
	ttl = now
end
-- The time comes last, after the codes, and is read from the end
local set = {writer, format('%d %d %d %d %s %d', number, first, before, stamp, codes, now)}
local function put(field, index, value)
	value = format('%d', value)
	if value ~= f[index] then
		set[#set + 1] = field
		set[#set + 1] = value
	end
end
put('head', 2, head)
put('stamp', 3, stamp)
put('bytes', 4, bytes)
put('max', 5, max)
put('held', 6, held and 1 or 0)
put('trim', 8, trim)
put('ttl', 9, ttl)
put('look', 10, look)
put('members', 11, members)
redis.call('HSET', s, unpack(set))
if renew then
	for i = 1, 4 do
		redis.call('PEXPIRE', KEYS[i], quiet and retention or kept)
	end
end
return {0, first, before, stamp, codes, want}
