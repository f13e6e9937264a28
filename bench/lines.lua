-- wrk script: the paths of a file, one after another, no two requests alike
-- before all have been asked.  wrk -s lines.lua URL -- FILE THREADS

local lines = {}
local counter = 0

function setup(thread)
	thread:set("index", counter)
	counter = counter + 1
end

function init(args)
	for line in io.lines(args[1]) do
		lines[#lines + 1] = line
	end
	threads = tonumber(args[2])
	n = index
end

function request()
	n = n + threads
	return wrk.format("GET", lines[n % #lines + 1])
end
