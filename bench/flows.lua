-- The loads of `bench/run flows`: the arguments are the load's name, the token, the seed and a file of flow ids.

local function body(number)
    return '{"name":"Bench flow ' .. number .. '","description":"made while measuring","type":"ordinary",'
        .. '"graph":{"nodes":[{"id":"step_1","componentId":"5ca5c44c187c040010a9bb8b","function":"getPersons",'
        .. '"fields":{"interval":60,"path":"/persons"}},{"id":"step_2","componentId":"5ca5c44c187c040010a9bb8c",'
        .. '"function":"upsertPerson"}],"edges":[{"source":"step_1","target":"step_2"}]},"cron":"*/15 * * * *"}'
end

local function ids(file)
    local all = {}
    for line in io.lines(file) do all[#all + 1] = line end
    return all
end

local loads = {
    ["create"] = function()
        wrk.headers["Content-Type"] = "application/json"
        local number = 0
        return function()
            number = number + 1
            return wrk.format("POST", "/flows", nil, body(number))
        end
    end,
    ["get"] = function(file)
        local requests = {}
        for _, id in ipairs(ids(file)) do requests[#requests + 1] = wrk.format("GET", "/flows/" .. id) end
        return function() return requests[math.random(#requests)] end
    end,
    ["list-10"] = function()
        local one = wrk.format("GET", "/flows?page[size]=10")
        return function() return one end
    end,
    ["list-100"] = function()
        local one = wrk.format("GET", "/flows?page[size]=100")
        return function() return one end
    end,
    ["search"] = function()
        local requests = {}
        for word = 100, 999 do requests[#requests + 1] = wrk.format("GET", "/flows?search=needle" .. word) end
        return function() return requests[math.random(#requests)] end
    end,
}

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(arguments)
    wrk.headers["Authorization"] = "Bearer " .. arguments[2]
    math.randomseed(tonumber(arguments[3]) + number)
    request = loads[arguments[1]](arguments[4])
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format("result %d %d %d %d %d %d\n",
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
