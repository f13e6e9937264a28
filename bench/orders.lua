-- wrk script: each thread has one connection and walks whole orders: quote,
-- order, payment, and then by the way named
--   event   the test card at the gateway's page, whose event marks the order
--           paid; the driver waits for all of them.  The gateway is reached
--           through the same server under /gateway/.
--   return  the buyer is back at once, and the page asks how it went
--   card    nothing: the payment charges a card on file
-- Run with as many connections as threads.
--
--   wrk -t8 -c8 -d10s -s orders.lua http://127.0.0.1:PORT -- WAY SESSIONS PRODUCT PLAN MODE HASH...
--
-- SESSIONS is a file with one "cookie csrf card" a line, one line a thread.
-- Times are from the quote to the last answer.

local ffi = require("ffi")
ffi.cdef [[
	struct souk_time { long s, ns; };
	int clock_gettime(int id, struct souk_time *t);
]]
local clock = ffi.new("struct souk_time")
local function now_ms()
	ffi.C.clock_gettime(1, clock)
	return tonumber(clock.s) * 1e3 + tonumber(clock.ns) / 1e6
end

local counter = 0
local threads = {}

function setup(thread)
	thread:set("index", counter)
	counter = counter + 1
	threads[#threads + 1] = thread
end

function init(args)
	local n = 0
	way = args[1]
	for line in io.lines(args[2]) do
		if n == index then
			cookie, csrf, card = line:match("^(%S+) (%S+) (%S+)$")
		end
		n = n + 1
	end
	assert(cookie, "a session for each thread")
	quote_body = string.format('{"product":"%s","plan":"%s","billing_mode":"%s",' ..
		'"quantity":1,"periods":1,"currency":"USD"}', args[3], args[4], args[5])
	local hashes = {}
	for i = 6, #args do
		hashes[#hashes + 1] = '"' .. args[i] .. '"'
	end
	documents = table.concat(hashes, ",")
	step = "quote"
	serial = 0
	paid = 0
	failures = 0
	first_failure = ""
	times = {}
	start = string.format("%d-%d", os.time(), index)
end

local function post(path, body, key)
	local headers = {
		["Content-Type"] = "application/json",
		["Cookie"] = cookie,
		["X-Souk-CSRF"] = csrf,
		["Sec-Fetch-Site"] = "same-origin",
	}
	if key then
		headers["Idempotency-Key"] = key
	end
	return wrk.format("POST", path, headers, body)
end

function request()
	if step == "quote" then
		begun = now_ms()
		return post("/api/checkout/quotes", quote_body)
	elseif step == "order" then
		serial = serial + 1
		return post("/api/checkout/orders", '{"quote":"' .. quote ..
			'","documents":[' .. documents .. ']}',
			string.format("order-%s-%d", start, serial))
	elseif step == "payment" then
		return post("/api/checkout/payments", '{"order":"' .. order .. '","method":"card"' ..
			(way == "card" and ',"card":"' .. card .. '"}' or "}"),
			string.format("pay-%s-%d", start, serial))
	elseif step == "return" then
		return post("/api/checkout/payments/" .. payment .. "/refreshes", "{}")
	end
	return wrk.format("POST", "/gateway/pay/" .. session, {
		["Content-Type"] = "application/x-www-form-urlencoded" }, "card=success")
end

local function fail(status, body)
	failures = failures + 1
	if first_failure == "" then
		first_failure = step .. " " .. status .. " " .. body:sub(1, 300)
	end
	step = "quote"
end

local function is_paid()
	paid = paid + 1
	times[paid] = now_ms() - begun
	step = "quote"
end

function response(status, headers, body)
	if step == "quote" and status == 200 then
		quote = body:match('"quote":"([^"]+)"')
		step = "order"
	elseif step == "order" and status == 201 then
		order = body:match('"id":"(ord_[^"]+)"')
		step = "payment"
	elseif step == "payment" and status == 201 and way == "card" then
		if body:match('"state":"CAPTURED"') then
			is_paid()
		else
			fail(status, body)
		end
	elseif step == "payment" and status == 201 then
		payment = body:match('"id":"(pay_[^"]+)"')
		session = body:match('"redirect_url":"[^"]*/pay/([^"]+)"')
		step = way == "event" and "card" or "return"
	elseif (step == "card" and status == 303) or
		(step == "return" and status == 200 and body:match('"state":"CAPTURED"')) then
		is_paid()
	else
		fail(status, body)
	end
end

function done(summary, latency, requests)
	local total, failed, first, all = 0, 0, "", {}
	for _, thread in ipairs(threads) do
		total = total + thread:get("paid")
		failed = failed + thread:get("failures")
		for _, ms in ipairs(thread:get("times")) do
			all[#all + 1] = ms
		end
		if first == "" then
			first = thread:get("first_failure")
		end
	end
	table.sort(all)
	io.write(string.format('{"orders":%d,"seconds":%.3f,"p99":%.1f,"failures":%d,"first_failure":%q}\n',
		total, summary.duration / 1e6, all[math.floor(#all * 99 / 100) + 1] or 0, failed, first))
end
