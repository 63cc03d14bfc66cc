// Long because it is one script, which Redis runs whole.
import { hash } from 'node:crypto'
import { amountMax, slotsKept } from './counter-rules.ts'

/** Reservations whose lease is over that one call charges on its way; the others wait for the next call. */
const orphansAtOnceMax = 200
/** How much longer than it matters a key is kept: clocks of gateways and of Redis differ. */
const graceMs = 3_600_000

/**
 * All that is done to counters in Redis, each of it in one step. Numbers are whole and below 2^53, which Lua's are exact for; they are written
 * out by `text`, because Lua by itself writes 14 digits.
 *
 * KEYS: the leases (a sorted set: record by the end of its lease), the record of the call ('' where there is none), the counters.
 * ARGV: what to do, now, and then as each of the steps says at its beginning. Times come from the caller, Redis' clock only drops keys.
 * A counter is a hash: s and e, its window (for a rolling one s is the newest slot), u used, r reserved, b0… the amounts of a rolling window by slot.
 * Its kind is c (calendar; a and b are the window of now), r (rolling; a is the length of a slot) or o (concurrency).
 * A record is what a call holds: for each counter its key, kind, window (or length of a slot) and amount.
 */
export const counterScript = `
local MAX, KEPT, GRACE = ${Number.MAX_SAFE_INTEGER}, ${slotsKept}, ${graceMs}
local leases, record = KEYS[1], KEYS[2]
local now = tonumber(ARGV[2])

local function text(n) return string.format('%.0f', n) end
local function number(v) if v then return tonumber(v) end return nil end

-- A counter as it stands at a time; nothing is written yet.
local function load(key, kind, a, b, at)
  local v = redis.call('HMGET', key, 's', 'e', 'u', 'r')
  local c = { key = key, kind = kind, s = number(v[1]), e = number(v[2]), u = number(v[3]) or 0, r = number(v[4]) or 0, dropped = {} }
  c.isNew = c.s == nil
  if kind == 'o' then
    c.s, c.e = 0, 0
  elseif kind == 'c' then
    if c.isNew or at >= c.e then c.s, c.e, c.u, c.r, c.isNew = a, b, 0, 0, true end
  else
    local slot = math.floor(at / a)
    c.slotMs = a
    if c.isNew then
      c.s = slot
    elseif slot > c.s then
      for i = math.max(c.s + 1, slot - KEPT + 1), slot do c.dropped[#c.dropped + 1] = 'b' .. (i % KEPT) end
      for _, amount in ipairs(redis.call('HMGET', key, unpack(c.dropped))) do
        if amount then c.u = c.u - tonumber(amount) end
      end
      c.s = slot
    end
    c.e = (c.s + KEPT) * a
  end
  return c
end

local function drop(c)
  if #c.dropped > 0 then redis.call('HDEL', c.key, unpack(c.dropped)) end
  c.dropped = {}
end

local function keep(key, ms)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, text(ms)) end
end

local function save(c, leaseMs)
  drop(c)
  if c.kind == 'o' and c.r <= 0 then redis.call('DEL', c.key) return end
  redis.call('HSET', c.key, 's', text(c.s), 'e', text(c.e), 'u', text(c.u), 'r', text(c.r))
  if c.kind == 'c' then
    if c.isNew then redis.call('PEXPIRE', c.key, text(math.max(c.e - now, 0) + GRACE)) end
  elseif c.kind == 'r' then
    keep(c.key, leaseMs + KEPT * c.slotMs + GRACE)
  else
    keep(c.key, leaseMs + GRACE)
  end
end

local function add(c, used, at)
  if c.kind == 'o' then return end
  local more = math.min(used, MAX - c.u)
  if c.kind == 'r' then
    local slot = math.floor(at / c.slotMs)
    if slot <= c.s - KEPT then return end
    drop(c)
    if more > 0 then redis.call('HINCRBY', c.key, 'b' .. (slot % KEPT), text(more)) end
  end
  c.u = c.u + more
end

-- Gives back what a call holds of a counter, and counts what it used.
local function settle(key, kind, window, held, used, at)
  if kind == 'c' then
    local v = redis.call('HMGET', key, 's', 'u', 'r')
    if number(v[1]) ~= window then return end
    local u = tonumber(v[2])
    redis.call('HSET', key, 'u', text(u + math.min(used, MAX - u)), 'r', text(math.max(tonumber(v[3]) - held, 0)))
    return
  end
  local c = load(key, kind, window, 0, at)
  if c.isNew and used == 0 then return end
  c.r = math.max(c.r - held, 0)
  add(c, used, at)
  save(c, 0)
end

-- Calls whose lease is over count by their estimates, at the end of their leases.
local function expire()
  local due = redis.call('ZRANGEBYSCORE', leases, '-inf', text(now), 'WITHSCORES', 'LIMIT', 0, ${orphansAtOnceMax})
  for i = 1, #due, 2 do
    local held = redis.call('GET', due[i])
    for _, part in ipairs(held and cmsgpack.unpack(held) or {}) do
      settle(part[1], part[2], part[3], part[4], part[4], tonumber(due[i + 1]))
    end
    redis.call('DEL', due[i])
    redis.call('ZREM', leases, due[i])
  end
end

-- As text, because clients are not exact for numbers near 2^53.
local function show(reply, c)
  for _, n in ipairs({ c.s, c.e, c.u, c.r }) do reply[#reply + 1] = text(n) end
end

local function loadAt(i, from, at)
  return load(KEYS[i + 2], ARGV[from], tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]), at)
end

-- For each counter: kind, a, b. The reply has s, e, u, r of each.
local function read(from, step, at)
  local reply = {}
  for i = 1, #KEYS - 2 do show(reply, loadAt(i, from + (i - 1) * step, at)) end
  return reply
end

-- When a rolling window that is used up has forgotten enough to admit a call.
local function opensAt(c, limit)
  if c.kind ~= 'r' then return c.e end
  local dropped = {}
  for _, field in ipairs(c.dropped) do dropped[field] = true end
  local left = c.u
  for slot = c.s - KEPT + 1, c.s - 1 do
    local field = 'b' .. (slot % KEPT)
    if not dropped[field] then left = left - (number(redis.call('HGET', c.key, field)) or 0) end
    if left < limit then return (slot + KEPT) * c.slotMs end
  end
  return c.e
end

local steps = {}

-- Length of the lease; for each counter: kind, a, b, limit ('' refuses nothing), amount.
-- All replies are lists of numbers. This one: 1 and s, e, u, r of each counter; or 0, the number of the limit in the way, its s, e, u, r, and when it opens.
function steps.reserve()
  local leaseMs = tonumber(ARGV[3])
  expire()
  local counters, amounts, worst = {}, {}, nil
  for i = 1, #KEYS - 2 do
    local from = 4 + (i - 1) * 5
    local c = loadAt(i, from, now)
    local limit, amount = tonumber(ARGV[from + 3]), math.min(tonumber(ARGV[from + 4]), ${amountMax})
    if limit and not (c.u < limit and (c.r == 0 or c.u + c.r + amount <= limit)) then
      local opens = c.u >= limit and opensAt(c, limit) or 0
      if not worst or opens > worst.opens then worst = { i = i, c = c, opens = opens } end
    end
    counters[i], amounts[i] = c, amount
  end
  if worst then
    local reply = { '0', text(worst.i) }
    show(reply, worst.c)
    reply[#reply + 1] = text(worst.opens)
    return reply
  end
  local reply, parts, horizon = { '1' }, {}, 0
  for i, c in ipairs(counters) do
    c.r = c.r + amounts[i]
    save(c, leaseMs)
    show(reply, c)
    parts[i] = { c.key, c.kind, c.slotMs or c.s, amounts[i] }
    horizon = math.max(horizon, c.e - now)
  end
  if #parts > 0 then
    redis.call('SET', record, cmsgpack.pack(parts), 'PX', text(leaseMs + horizon + GRACE))
    redis.call('ZADD', leases, text(now + leaseMs), record)
  end
  return reply
end

-- End of the lease; 1 if this may have been done before; for each counter: kind, a, b, s and e as they were reserved in, amount, used.
-- The reply: 1 if it is late, and s, e, u, r of each counter as it stands now.
function steps.settle()
  expire()
  local held = redis.call('GET', record)
  local parts = held and cmsgpack.unpack(held)
  redis.call('DEL', record)
  redis.call('ZREM', leases, record)
  local isLate = not held and ARGV[4] ~= '1'
  for i = 1, #KEYS - 2 do
    local from = 5 + (i - 1) * 7
    local key, kind, used = KEYS[i + 2], ARGV[from], tonumber(ARGV[from + 6])
    local window = tonumber(ARGV[kind == 'c' and from + 3 or from + 1])
    if parts then
      settle(key, kind, parts[i][3], parts[i][4], used, now)
    elseif isLate and now >= tonumber(ARGV[3]) then
      settle(key, kind, window, 0, math.max(used - tonumber(ARGV[from + 5]), 0), now)
    elseif isLate then
      -- The lease lasts, and yet nobody knows the call: Redis has lost its data. What was used counts in what is there, or anew.
      local e = tonumber(ARGV[from + 4])
      if kind == 'c' and redis.call('EXISTS', key) == 0 and now < e then
        local c = load(key, kind, window, e, now)
        add(c, used, now)
        save(c, 0)
      else
        settle(key, kind, window, 0, used, now)
      end
    end
  end
  local reply = read(5, 7, now)
  table.insert(reply, 1, isLate and '1' or '0')
  return reply
end

-- How the records of a process begin that has died: what they have set aside is given back, because their calls never went out. The reply: how many.
function steps.abandon()
  expire()
  local prefix, count = ARGV[3], 0
  for _, name in ipairs(redis.call('ZRANGE', leases, '0', '-1')) do
    if string.sub(name, 1, #prefix) == prefix then
      local held = redis.call('GET', name)
      for _, part in ipairs(held and cmsgpack.unpack(held) or {}) do settle(part[1], part[2], part[3], part[4], 0, now) end
      redis.call('DEL', name)
      redis.call('ZREM', leases, name)
      count = count + 1
    end
  end
  return { text(count) }
end

-- Length of the lease from now; for each counter: kind, a. The reply: when the lease ends, or 0 if it is over.
function steps.extend()
  expire()
  local ends = number(redis.call('ZSCORE', leases, record))
  if not ends then return { '0' } end
  local leaseMs = tonumber(ARGV[3])
  ends = math.max(ends, now + leaseMs)
  redis.call('ZADD', leases, text(ends), record)
  local longest = 0
  for i = 1, #KEYS - 2 do
    local kind, a = ARGV[4 + (i - 1) * 2], tonumber(ARGV[5 + (i - 1) * 2])
    local window = kind == 'r' and KEPT * a or 0
    longest = math.max(longest, window)
    if kind ~= 'c' and redis.call('EXISTS', KEYS[i + 2]) == 1 then keep(KEYS[i + 2], leaseMs + window + GRACE) end
  end
  keep(record, leaseMs + longest + GRACE)
  return { text(ends) }
end

function steps.read()
  expire()
  return read(3, 3, now)
end

-- How long it is remembered that the record was charged ('' where nobody asks twice); for each counter: kind, a, b, amount. The reply is that of read.
function steps.charge()
  local rememberMs = tonumber(ARGV[3])
  if not (rememberMs and redis.call('EXISTS', record) == 1) then
    for i = 1, #KEYS - 2 do
      local from = 4 + (i - 1) * 4
      local c = loadAt(i, from, now)
      if c.kind == 'r' or now >= c.s then
        add(c, tonumber(ARGV[from + 3]), now)
        save(c, 0)
      end
    end
    if rememberMs then redis.call('SET', record, '1', 'PX', text(rememberMs)) end
  end
  expire()
  return read(4, 4, now)
end

-- Who counts here, as the record has it: a name, and for how long it is believed (0: it leaves), by the clock of Redis. The reply: how many there are.
function steps.here()
  local name, keptMs = ARGV[3], tonumber(ARGV[4])
  local time = redis.call('TIME')
  local at = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('ZREMRANGEBYSCORE', record, '-inf', text(at))
  if keptMs > 0 then redis.call('ZADD', record, text(at + keptMs), name) else redis.call('ZREM', record, name) end
  keep(record, keptMs)
  return { text(redis.call('ZCARD', record)) }
end

-- kind, a, b, used. The reply is that of read.
function steps.set()
  expire()
  local c = loadAt(1, 3, now)
  if c.kind == 'o' then return read(3, 4, now) end
  if c.kind == 'r' then
    for i = 0, KEPT - 1 do redis.call('HDEL', c.key, 'b' .. i) end
  end
  c.u = 0
  local newest = c.kind == 'r' and c.s * c.slotMs or now
  add(c, tonumber(ARGV[6]), newest)
  save(c, 0)
  return read(3, 4, now)
end

return steps[ARGV[1]]()
`

export const counterScriptSha1 = hash('sha1', counterScript)
