-- wrk script: a search with two words at a time, no two queries alike
-- within a run.  wrk -s search.lua URL -- WORDS

local words = {}
local counter = 0

function setup(thread)
	thread:set("index", counter)
	counter = counter + 1
end

function init(args)
	for line in io.lines(args[1]) do
		words[#words + 1] = line
	end
	n = index
end

function request()
	n = n + 2
	local i = n % #words
	local j = math.floor(n / #words + n * 7) % #words
	return wrk.format("GET", "/api/storefront/products?q=" .. words[i + 1] ..
		"+" .. words[j + 1])
end
