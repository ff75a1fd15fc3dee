/**
 * Compares and changes in one step at the server. Both begin with the guard: its type, the number of its arguments, then a
 * value, or field and value in turn, which must be all there is. They answer one of `ANSWERS`.
 */
const GUARD = `
local is = redis.call('TYPE', KEYS[1])['ok']
if is == 'none' then return -1 end
if is ~= ARGV[1] then return 0 end
local last = 2 + tonumber(ARGV[2])
if is == 'string' then
  if redis.call('GET', KEYS[1]) ~= ARGV[3] then return 0 end
else
  if redis.call('HLEN', KEYS[1]) * 2 ~= last - 2 then return 0 end
  for i = 3, last, 2 do
    if redis.call('HGET', KEYS[1], ARGV[i]) ~= ARGV[i + 1] then return 0 end
  end
end
`;

/**
 * KEYS: the lock, what goes with it, the lists that wake. ARGV behind the guard: how many go with it, then in threes
 * `publish channel message`, `spublish channel message` or `push item milliseconds`. A user may be denied to wake; the
 * lock is deleted by then, and the answer says both.
 */
export const RELEASE = `${GUARD}
redis.call('DEL', KEYS[1])
local key = 2
local woken = 1
local function wake(...)
  if type(redis.pcall(...)) == 'table' then woken = 2 end
end
for _ = 1, tonumber(ARGV[last + 1]) do
  redis.call('DEL', KEYS[key])
  key = key + 1
end
for i = last + 2, #ARGV, 3 do
  if ARGV[i] == 'publish' then
    wake('PUBLISH', ARGV[i + 1], ARGV[i + 2])
  elseif ARGV[i] == 'spublish' then
    redis.pcall('SPUBLISH', ARGV[i + 1], ARGV[i + 2])
  else
    wake('DEL', KEYS[key])
    wake('LPUSH', KEYS[key], ARGV[i + 1])
    wake('PEXPIRE', KEYS[key], ARGV[i + 2])
    key = key + 1
  end
end
return woken
`;

/** KEYS: the lock, then what lives as long as it. ARGV behind the guard: milliseconds. */
export const EXTEND = `${GUARD}
local ttl = tonumber(ARGV[last + 1])
local left = redis.call('PTTL', KEYS[1])
if left == -1 then return -3 end
if left >= ttl then return -2 end
redis.call('PEXPIRE', KEYS[1], ttl)
for i = 2, #KEYS do
  local other = redis.call('PTTL', KEYS[i])
  if other >= 0 and other < ttl then redis.call('PEXPIRE', KEYS[i], ttl) end
end
return 1
`;

export const SCRIPTS: readonly string[] = [RELEASE, EXTEND];
