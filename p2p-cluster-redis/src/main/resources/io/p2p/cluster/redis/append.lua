-- Appends a batch of entries to the log of a room, in one step and at most once.
-- KEYS state, peers, log, checkpoint, channel
-- ARGV epoch, node, writer, number of the batch, retention in ms, most bytes of the log,
--      PUBLISH or SPUBLISH, then the entries as EntryCodec writes them
-- Returns {0, first offset or 0, stamp before, stamp, codes, 1 if a checkpoint is wanted};
--      {1} if the log is another, {2} if the batch does not follow the writer's last one
local s, p, l, k, c = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local writer, number, retention = 'n:' .. ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local FIRST, OK = 8, 0
local NOT_A_MEMBER, SUPERSEDED, DUPLICATE, FULL, UNCHANGED = 1, 2, 3, 4, 5
local kept = math.max(4 * retention, 600000)

local function text(n)
	return string.format('%.0f', n)
end

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

local count = #ARGV - FIRST + 1
local kinds, peers, generations, numbers, names, found = {}, {}, {}, {}, {}, {}
for i = 1, count do
	local kind, generation, n, peer = struct.unpack('>Bi8i8I2c0', ARGV[FIRST + i - 1], 5)
	kinds[i], peers[i], generations[i], numbers[i] = kind, peer, generation, n
	if peer ~= '' and found[peer] == nil then
		found[peer] = false
		names[#names + 1] = peer
	end
end
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

local check = {
	-- EVENT
	[0] = function(m, peer, g, n)
		if not m or g > m.g then return NOT_A_MEMBER end
		if g < m.g then return SUPERSEDED end
		if n > 0 and n <= m.n then return DUPLICATE end
		if n > 0 then
			m.n = n
			changed[peer] = true
		end
		return OK
	end,
	-- LEAVE
	[3] = function(m, peer, g, n)
		if not m then return NOT_A_MEMBER end
		if g >= 0 and g < m.g then return SUPERSEDED end
		if n > 0 and n <= m.n then return DUPLICATE end
		found[peer] = false
		changed[peer] = true
		members = members - 1
		if members == 0 and not held then
			max = 0
		end
		return OK
	end,
	-- LOST
	[4] = function(m, peer, g)
		if not m or m.g ~= g or m.lost then return UNCHANGED end
		m.lost = true
		changed[peer] = true
		return OK
	end,
	-- BACK
	[5] = function(m, peer, g)
		if not m then return NOT_A_MEMBER end
		if g < m.g then return SUPERSEDED end
		if g == m.g and not m.lost then return UNCHANGED end
		m.g, m.lost = g, false
		changed[peer] = true
		return OK
	end,
	-- OPEN
	[6] = function(_, _, _, n)
		max, held = n, true
		return OK
	end,
	-- CLOSE
	[7] = function()
		if members == 0 and not held then return UNCHANGED end
		for i = 1, #names do
			found[names[i]] = false
		end
		changed, cleared, members, max, held = {}, true, 0, 0, false
		return OK
	end,
	-- SERVER
	[8] = function()
		if members == 0 and not held then return NOT_A_MEMBER end
		return OK
	end
}
-- JOIN and ARRIVE
local function enter(m, peer, g, n, limit)
	if m then
		if g < m.g then return SUPERSEDED end
		m.g, m.n = g, math.max(m.n, n)
	else
		if limit > 0 and members >= limit then return FULL end
		found[peer] = {g = g, n = n, lost = false}
		members = members + 1
	end
	changed[peer] = true
	return OK
end
check[1] = function(m, peer, g, n) return enter(m, peer, g, n, max) end
check[2] = function(m, peer, g, n) return enter(m, peer, g, n, 0) end

local codes, taken = {}, {}
for i = 1, count do
	local code = check[kinds[i]](found[peers[i]], peers[i], generations[i], numbers[i])
	codes[i] = code
	if code == OK then
		taken[#taken + 1] = ARGV[FIRST + i - 1]
	end
end
codes = (#taken == count) and '' or table.concat(codes)

local first, want, look, ttl = 0, 0, tonumber(f[10]), tonumber(f[9])
local quiet = members == 0 and not held
if #taken > 0 then
	first = head + 1
	local batch = struct.pack('>BI8I8I2B', 1, stamp, before, #taken, #ARGV[2]) .. ARGV[2] .. table.concat(taken)
	-- The first write: it is refused where the log does not end where the state says
	local added = redis.pcall('XADD', l, text(first) .. '-0', 'b', batch)
	if type(added) == 'table' and added.err then
		return {1}
	end
	if bytes == 0 then
		ttl = 0
	end
	head, bytes = head + #taken, bytes + #batch
	redis.call(ARGV[7], c, ARGV[1] .. struct.pack('>I8', first) .. batch)
	if cleared then
		redis.call('DEL', p)
	end
	local set, gone = {}, {}
	for name in pairs(changed) do
		local m = found[name]
		if m then
			set[#set + 1] = name
			set[#set + 1] = text(m.g) .. ' ' .. text(m.n) .. (m.lost and ' 1' or ' 0')
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
		local made, _, size = struct.unpack('>I8I8I2', batch, 2)
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
local result = text(number) .. ' ' .. text(first) .. ' ' .. text(before) .. ' ' .. text(stamp) .. ' ' .. codes .. ' '
	.. text(now)
redis.call('HSET', s, 'head', text(head), 'stamp', text(stamp), 'bytes', text(bytes), 'max', text(max), 'held',
	held and '1' or '0', 'trim', text(trim), 'ttl', text(ttl), 'look', text(look), 'members', text(members), writer,
	result)
if renew then
	for i = 1, 4 do
		redis.call('PEXPIRE', KEYS[i], quiet and retention or kept)
	end
end
return {0, first, before, stamp, codes, want}
