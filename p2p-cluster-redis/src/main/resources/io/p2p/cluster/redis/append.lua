-- Appends a batch of entries to the log of a room, in one step and at most once.
-- KEYS state, log, checkpoint, channel, who has left, who had left before
-- ARGV epoch, node, writer's field, number of the batch, stamp: 1024 times Redis' time in ms, process of Redis,
--      retention in ms, most bytes of the log, PUBLISH or SPUBLISH, the entries as EntryCodec writes them, their peers
-- Returns {0, first offset or 0, stamp before, stamp, head, codes, 1 if a checkpoint is wanted};
--      {1} if the log is another, {2} if the batch does not follow the writer's last one
-- The state is a hash. Its field \255v has, beside what the names below say, the offsets between which no entry is:
-- a process of Redis that has not written the log so far may lack its end. A field \255n<writer> has a writer's last
-- batch. All other fields are members: generation, last number, and whether it is lost. No peer's name, being UTF-8,
-- has a byte 255. Strings, tables and functions are what costs in here.
local STATE, TAIL, WRITER, MEMBER = '>c8I8I8I8i8BI8I8I8I8I4I4I8', 90, '>I8I8I8I8I8I8', '>I8I8B'
local EVENT, JOIN, ARRIVE, LEAVE, LOST, BACK, OPEN, CLOSE, SERVER = 0, 1, 2, 3, 4, 5, 6, 7, 8
local OK, NOT_A_MEMBER, SUPERSEDED, DUPLICATE, FULL, UNCHANGED = 0, 1, 2, 3, 4, 5
local JUMP, MOST_LEFT, MANY_WRITERS, WRITER_KEPT = 1000000, 5000, 32, 600000

local call, pack, unpacked, sub, max = redis.call, struct.pack, struct.unpack, string.sub, math.max
local s, l, node, writer, entries = KEYS[1], KEYS[2], ARGV[2], ARGV[3], ARGV[10]
local number, stamp, retention, most = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[7]), tonumber(ARGV[8])
local now = math.floor(stamp / 1024)
local kept = max(4 * retention, 600000)

local f = call('HMGET', s, '\255v', writer, unpack(ARGV, 11))
local v = f[1]
if not v or sub(v, 1, 8) ~= ARGV[1] then
	return {1}
end
local epoch, head, before, bytes, limit, held, ckpt, trim, ttl, look, members, writers, swapped = unpacked(STATE, v)
-- The process, who follows the room alone, when that was, when others did, and the jumps
local run, tail = sub(v, TAIL, TAIL + 15), sub(v, TAIL + 16)
if f[2] then
	local last, first, prior, mark, ends = unpacked(WRITER, f[2])
	if number == last then
		-- Writes something, so that WAIT after it waits for what it was first
		call('PEXPIRE', s, kept)
		return {0, first, prior, mark, ends, sub(f[2], 49), 0}
	end
	if number ~= last + 1 then
		return {2}
	end
elseif number ~= 1 then
	return {2}
else
	writers = writers + 1
end
held = held == 1
-- Different for each batch: two logs that differ do so in their stamps
stamp = max(stamp, before + 1)

local found, changed, left, departed, cleared = {}, {}, {}, {}, false
for i = 11, #ARGV do
	local generation, n, lost = false
	if f[i - 8] then
		generation, n, lost = unpacked(MEMBER, f[i - 8])
	end
	found[ARGV[i]] = generation and {g = generation, n = n, lost = lost}
end

-- What is known of a peer that is no member any more
local function gone(peer)
	local m = left[peer]
	if m == nil then
		local value = call('HGET', KEYS[5], peer) or call('HGET', KEYS[6], peer)
		m = false
		if value then
			local generation, n = unpacked(MEMBER, value)
			m = {g = generation, n = n}
		end
		left[peer] = m
	end
	return m
end

local codes, count, taken, some = {}, 0, 0, nil
local wasQuiet, wasEmpty = members == 0 and not held, members == 0
local at, size = 1, #entries
while at <= size do
	local length, kind, g, n, peer = unpacked('>I4Bi8i8I2c0', entries, at)
	local m, code = found[peer], OK
	if kind == EVENT then
		if not m then
			local was = n > 0 and gone(peer)
			code = was and n <= was.n and DUPLICATE or NOT_A_MEMBER
		elseif g < m.g then code = SUPERSEDED
		elseif n > 0 and n <= m.n then code = DUPLICATE
		elseif g > m.g then code = NOT_A_MEMBER
		elseif n > 0 then
			m.n = n
			changed[peer] = true
		end
	elseif kind == JOIN or kind == ARRIVE then
		local was = m or gone(peer)
		if was and g < was.g then code = SUPERSEDED
		elseif not m and kind == JOIN and limit >= 0 and members >= limit then code = FULL
		else
			members = m and members or members + 1
			found[peer] = {g = g, n = was and max(was.n, n) or n, lost = 0}
			changed[peer] = true
		end
	elseif kind == LEAVE then
		local was = m or gone(peer)
		if m and g >= 0 and g < m.g then code = SUPERSEDED
		elseif was and n > 0 and n <= was.n then code = DUPLICATE
		elseif m or g >= 0 then
			-- Noted of others, too: a JOIN of before may still come
			left[peer] = {g = max(g, was and was.g or 0), n = max(n, was and was.n or 0)}
			departed[peer] = true
			code = m and OK or NOT_A_MEMBER
			if m then
				found[peer] = false
				changed[peer] = true
				members = members - 1
				limit = members == 0 and not held and -1 or limit
			end
		else code = NOT_A_MEMBER end
	elseif kind == LOST then
		if not m or m.g ~= g or m.lost == 1 then code = UNCHANGED
		else
			m.lost = 1
			changed[peer] = true
		end
	elseif kind == BACK then
		if not m then code = NOT_A_MEMBER
		elseif g < m.g then code = SUPERSEDED
		elseif g == m.g and m.lost == 0 then code = UNCHANGED
		else
			m.g, m.lost = g, 0
			changed[peer] = true
		end
	elseif kind == OPEN then
		limit, held = n, true
	elseif kind == CLOSE then
		if members == 0 and not held then code = UNCHANGED
		else
			for name, one in pairs(found) do
				if one then
					left[name], departed[name] = one, true
					found[name], changed[name] = false, true
				end
			end
			cleared, members, limit, held = true, 0, -1, false
		end
	elseif kind == SERVER then
		if members == 0 and not held then code = NOT_A_MEMBER end
	else
		error('Unknown kind ' .. kind)
	end
	count = count + 1
	codes[count] = code
	if code ~= OK and not some then
		some = {sub(entries, 1, at - 1)}
	end
	if code == OK then
		taken = taken + 1
		if some then
			some[#some + 1] = sub(entries, at, at + 3 + length)
		end
	end
	at = at + 4 + length
end
if some then
	entries, codes = table.concat(some), table.concat(codes)
else
	codes = ''
end

local first, want = 0, 0
if taken > 0 then
	local from = head
	if run ~= ARGV[6] then
		-- What a process before this one wrote may be lost, and that there was one: each begins at its time, so that
		-- no offset is given twice
		from = stamp > head and stamp or head + JUMP
		tail = tail .. pack('>I8I8', head, from)
		run = ARGV[6]
	end
	first = from + 1
	local batch = epoch .. pack('>I8BI8I8I2B', first, 1, stamp, before, taken, #node) .. node .. entries
	-- The first write: it is refused where the log does not end where the state says
	local added = redis.pcall('XADD', l, string.format('%d-0', first), 'b', batch)
	if type(added) == 'table' and added.err then
		return {1}
	end
	if bytes == 0 then
		-- A key that is new has no end yet
		ttl = 0
	end
	head, bytes = from + taken, bytes + #batch
	-- Whoever follows the room alone hears of it by the reply
	if sub(tail, 1, 12) ~= node or now - unpacked('>I8', tail, 21) <= retention then
		call(ARGV[9], KEYS[4], batch)
	end
else
	stamp = before
end

-- Trims what is too old or too much, but never what no checkpoint holds
local due = now - look > retention / 16
if bytes > most and ckpt <= trim then
	want = 1
elseif due or bytes > most then
	for _ = 1, 16 do
		local oldest = call('XRANGE', l, '-', '+', 'COUNT', 1)[1]
		if not oldest then
			bytes = 0
			break
		end
		local batch = oldest[2][2]
		local made, _, entriesOf = unpacked('>I8I8I2', batch, 18)
		if bytes <= most * 7 / 8 and now - made / 1024 <= retention then
			break
		end
		local ends = tonumber(string.match(oldest[1], '^%d+')) + entriesOf - 1
		if ends > ckpt then
			want = 1
			break
		end
		call('XDEL', l, oldest[1])
		bytes, trim = bytes - #batch, ends
	end
	while #tail > 28 and unpacked('>I8', tail, 37) <= trim do
		tail = sub(tail, 1, 28) .. sub(tail, 45)
	end
end
if due then
	look = now
	if writers > MANY_WRITERS then
		-- Those of long ago repeat nothing any more
		local all, idle = call('HGETALL', s), {}
		writers = 1
		for i = 1, #all, 2 do
			if sub(all[i], 1, 2) == '\255n' and all[i] ~= writer then
				writers = writers + 1
				if now - unpacked('>I8', all[i + 1], 41) > WRITER_KEPT and #idle < 1000 then
					idle[#idle + 1] = all[i]
				end
			end
		end
		if #idle > 0 then
			writers = writers - #idle
			call('HDEL', s, unpack(idle))
		end
	end
end

local set, removed, away = {'\255v', '', writer, pack(WRITER, number, first, before, stamp, head, now) .. codes}, {}, {}
for peer in pairs(changed) do
	local m = found[peer]
	if m then
		set[#set + 1] = peer
		set[#set + 1] = pack(MEMBER, m.g, m.n, m.lost)
	else
		removed[#removed + 1] = peer
	end
end
for peer in pairs(departed) do
	away[#away + 1] = peer
	away[#away + 1] = pack(MEMBER, left[peer].g, left[peer].n, 0)
end
if cleared then
	local all = call('HGETALL', s)
	for i = 1, #all, 2 do
		if sub(all[i], 1, 1) ~= '\255' and found[all[i]] == nil then
			removed[#removed + 1] = all[i]
			away[#away + 1] = all[i]
			away[#away + 1] = all[i + 1]
		end
	end
end
for i = 1, #removed, 1000 do
	call('HDEL', s, unpack(removed, i, math.min(i + 999, #removed)))
end
if #away > 0 then
	-- Kept for one retention at least, and two at most
	local g, h = KEYS[5], KEYS[6]
	local many = call('HLEN', g)
	if now - swapped > retention or many >= MOST_LEFT then
		if many > 0 then
			call('RENAME', g, h)
		else
			call('DEL', h)
		end
		swapped = now
	end
	for i = 1, #away, 1000 do
		call('HSET', g, unpack(away, i, math.min(i + 999, #away)))
	end
	call('PEXPIRE', g, kept)
end

local quiet = members == 0 and not held
local renew = quiet ~= wasQuiet or wasEmpty ~= (members == 0) or cleared or now - ttl > retention / 2
if renew then
	ttl = now
end
set[2] = pack(STATE, epoch, head, stamp, bytes, limit, held and 1 or 0, ckpt, trim, ttl, look, members, writers, swapped)
	.. run .. tail
call('HSET', s, unpack(set))
if renew then
	for i = 1, 3 do
		call('PEXPIRE', KEYS[i], quiet and retention or kept)
	end
end
return {0, first, before, stamp, head, codes, want}
