-- As post_views.lua, and counts the answers by their status.
dofile("post_views.lua")
local set_up_views = setup
local threads = {}
statuses = ""
local counts = {}

function setup(thread)
  set_up_views(thread)
  table.insert(threads, thread)
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
  if counts[status] == 1 or counts[status] % 50 == 0 then
    local parts = {}
    for code, count in pairs(counts) do
      table.insert(parts, string.format('"%d":%d', code, count))
    end
    statuses = table.concat(parts, ",")
  end
end

function done(summary, latency)
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.3f,"errors":%d,"p50_ms":%.3f,"p99_ms":%.3f,"statuses":{%s}}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, threads[1]:get("statuses")))
end
