-- wrk script: each thread has one connection and walks whole orders:
-- quote, order, payment, the test card at the gateway's page; the gateway's
-- event then marks the order paid, and the driver waits for all of them.
-- Run with as many connections as threads; the gateway is reached through
-- the same server under /gateway/.
--
--   wrk -t8 -c8 -d10s -s orders.lua http://127.0.0.1:PORT -- SESSIONS PRODUCT PLAN MODE HASH...
--
-- SESSIONS is a file with one "cookie csrf" a line, one line a thread.

local counter = 0
local threads = {}

function setup(thread)
	thread:set("index", counter)
	counter = counter + 1
	threads[#threads + 1] = thread
end

function init(args)
	local n = 0
	for line in io.lines(args[1]) do
		if n == index then
			cookie, csrf = line:match("^(%S+) (%S+)$")
		end
		n = n + 1
	end
	assert(cookie, "a session for each thread")
	quote_body = string.format('{"product":"%s","plan":"%s","billing_mode":"%s",' ..
		'"quantity":1,"periods":1,"currency":"USD"}', args[2], args[3], args[4])
	local hashes = {}
	for i = 5, #args do
		hashes[#hashes + 1] = '"' .. args[i] .. '"'
	end
	documents = table.concat(hashes, ",")
	step = "quote"
	serial = 0
	paid = 0
	failures = 0
	first_failure = ""
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
		return post("/api/checkout/quotes", quote_body)
	elseif step == "order" then
		serial = serial + 1
		return post("/api/checkout/orders", '{"quote":"' .. quote ..
			'","documents":[' .. documents .. ']}',
			string.format("order-%s-%d", start, serial))
	elseif step == "payment" then
		return post("/api/checkout/payments", '{"order":"' .. order ..
			'","method":"card"}', string.format("pay-%s-%d", start, serial))
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

function response(status, headers, body)
	if step == "quote" and status == 200 then
		quote = body:match('"quote":"([^"]+)"')
		step = "order"
	elseif step == "order" and status == 201 then
		order = body:match('"id":"(ord_[^"]+)"')
		step = "payment"
	elseif step == "payment" and status == 201 then
		session = body:match('"redirect_url":"[^"]*/pay/([^"]+)"')
		step = "card"
	elseif step == "card" and status == 303 then
		paid = paid + 1
		step = "quote"
	else
		fail(status, body)
	end
end

function done(summary, latency, requests)
	local total, failed, first = 0, 0, ""
	for _, thread in ipairs(threads) do
		total = total + thread:get("paid")
		failed = failed + thread:get("failures")
		if first == "" then
			first = thread:get("first_failure")
		end
	end
	io.write(string.format('{"orders":%d,"seconds":%.3f,"failures":%d,"first_failure":%q}\n',
		total, summary.duration / 1e6, failed, first))
end
