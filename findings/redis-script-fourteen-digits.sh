#!/usr/bin/env bash
# Redis 6.2.6 (the binary in com.github.codemonstur:embedded-redis 1.4.4); the same in 7.0.15.
#
# What happens: a script reads the server's clock in microseconds (TIME: 16 digits) and makes a text of it, by ".." or
# tostring(). Lua's numbers hold 16 digits exactly, yet the text has only 14 of them, in scientific notation: two stamps
# up to 99 microseconds apart become the same. Given to redis.call, or as the script's result, the same number is whole.
#
# Why it surprises: nothing is rounded in the script, comparisons and sums in it are right, and with milliseconds
# (13 digits), which everybody tries first, all of it works. Stamps, offsets and ids above 10^14 have to be written by
# string.format('%.0f', n), as in append.lua of this project.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
mvn --batch-mode --quiet dependency:copy -Dartifact=com.github.codemonstur:embedded-redis:1.4.4 -DoutputDirectory=.
case $(uname -m) in
	x86_64) binary=redis-server-6.2.6-v5-linux-amd64 ;;
	aarch64) binary=redis-server-6.2.7-linux-arm64 ;;
	*) echo "No binary for this machine" >&2; exit 1 ;;
esac
unzip -q -j embedded-redis-1.4.4.jar "$binary" || unzip -q -j embedded-redis-1.4.4.jar "*/$binary"
chmod +x "$binary"
port=$((20000 + RANDOM % 10000))
"./$binary" --port "$port" --bind 127.0.0.1 --save '' >log 2>&1 &
server=$!

# In a shell of its own, which ends when there is no connection
ask() (
	exec 3<>"/dev/tcp/127.0.0.1/$port"
	printf '%s\r\n' "$1" >&3
	read -r answer <&3
	case $answer in
		'$'*) read -r answer <&3 ;;
	esac
	printf '%s\n' "${answer%$'\r'}"
)

for _ in $(seq 50); do
	ask PING >/dev/null 2>&1 && break
	read -r -t 0.2 <> <(:) || true
done

joined=$(ask "EVAL \"return '' .. 1764450000123456\" 0")
formatted=$(ask "EVAL \"return string.format('%.0f', 1764450000123456)\" 0")
equal=$(ask "EVAL \"local a, b = 1764450000123456, 1764450000123499; return tostring(a == b) .. ' ' .. tostring('' .. a == '' .. b)\" 0")
milliseconds=$(ask "EVAL \"return '' .. 1764450000123\" 0")
argument=$(ask "EVAL \"redis.call('SET', 'k', 1764450000123456); return redis.call('GET', 'k')\" 0")
result=$(ask 'EVAL "return 1764450000123456" 0')

echo "joined:        $joined"
echo "by format:     $formatted"
echo "as an argument of redis.call: $argument"
echo "as a result:   $result"
echo "milliseconds:  $milliseconds"
echo "two stamps equal as numbers, as texts: $equal"
[ "$joined" = 1.7644500001235e+15 ]
[ "$formatted" = 1764450000123456 ]
[ "$milliseconds" = 1764450000123 ]
[ "$equal" = 'false true' ]
