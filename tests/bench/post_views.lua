-- Posts messages of one view with eight touched fields each: a quarter of them new views, the others newer snapshots.
-- Arguments: the origin, and from how many addresses they come, as a proxy would say it (0: it says nothing).
local body, origin, addresses
local sent = 0
local views = {}

function setup(thread)
  thread:set("thread_id", math.random(0, 65535))
end

local function uuid(n)
  return string.format("%08x-%04x-4%03x-8%03x-%012x", n, thread_id % 65536, math.random(0, 4095), math.random(0, 4095), n)
end

function init(args)
  origin = args[1]
  addresses = tonumber(args[2] or "0")
  math.randomseed(os.time() + thread_id)
  local fields = {}
  for i = 1, 8 do
    fields[i] = string.format('["field_%d",2,%d,%d,1,%d,0,0,0]', i, 1500 + i * 37, 400 + i * 11, i % 3)
  end
  local steps = {}
  for i = 1, 24 do
    steps[i] = (i * 7 % 40) .. "," .. (i % 2 * 1000 + i % 8)
  end
  body = '{"v":1,"visit":"%s","device":"phone","language":"en","referrer":"www.google.com","views":[{"id":"%s","seq":%d,'
    .. '"form":"signup","version":"a1b2c3","page":"/signup","age_ms":61234,"idle_ms":120,"active_ms":30120,"touched":['
    .. table.concat(fields, ",") .. '],"steps":[' .. table.concat(steps, ",") .. '],"last":7}]}'
end

function request()
  sent = sent + 1
  local view
  if sent % 4 == 1 or #views == 0 then
    view = { uuid(sent), uuid(sent + 2000000000), 0 }
    views[#views < 6000 and #views + 1 or math.random(1, 6000)] = view
  else
    view = views[math.random(1, #views)]
  end
  view[3] = view[3] + 1
  local headers = { ["Origin"] = origin, ["Content-Type"] = "text/plain;charset=UTF-8" }
  if addresses > 0 then
    local from = math.random(0, addresses - 1)
    headers["X-Forwarded-For"] = string.format("198.%d.%d.%d", 18 + math.floor(from / 65536), math.floor(from / 256) % 256, from % 256)
  end
  return wrk.format("POST", nil, headers, string.format(body, view[2], view[1], view[3]))
end

function done(summary, latency)
  io.write(string.format('RESULT {"requests":%d,"seconds":%.3f,"errors":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
