-- One script for all loads of bench/run: its arguments are the load's name, the token and the seed.
-- Requests are made once, before the clock runs, so that wrk spends its share of the cores on sending.

local FILES = 200
local SCOPES = 50
local KEYS = 20
local VARIANTS = 4

local function post(path, content_type, body, mode)
    local headers = { ["Content-Type"] = content_type }
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if mode then headers["FF_MODE"] = mode end
    return wrk.format("POST", path, headers, body)
end

local function files(mode, bytes, count)
    local made = {}
    for variant = 1, VARIANTS do
        local body = string.rep(string.char(96 + variant), bytes - 1) .. "\n"
        for file = 0, count - 1 do
            made[#made + 1] = post("/v1/files/team/many/" .. file .. ".txt", "application/octet-stream", body, mode)
        end
    end
    return made
end

local function context(make)
    local made = {}
    for variant = 1, VARIANTS do
        for scope = 0, SCOPES - 1 do
            for key = 0, KEYS - 1 do
                made[#made + 1] = make("/v1/context/flows/flow" .. scope .. ".flow", "key" .. key, variant)
            end
        end
    end
    return made
end

-- Loads of one request only: wrk sends it without asking the script again.
local paths = {
    ["get-1k"] = "/v1/files/team/few/1k.bin",
    ["get-1m"] = "/v1/files/team/few/1m.bin",
}

local loads = {
    ["replace"] = function() return files(nil, 1024, FILES) end,
    ["append"] = function() return files("append", 100, FILES) end,
    ["append-one"] = function() return files("append", 100, 1) end,
    ["context-set"] = function()
        return context(function(path, key, variant)
            local value = '{"at":' .. variant .. ',"text":"' .. string.rep("v", 60) .. '","list":[1,2,3]}'
            return post(path, "application/json", '[{"key":"' .. key .. '","value":' .. value .. "}]")
        end)
    end,
    ["context-set-projects"] = function()
        local made = {}
        for variant = 1, VARIANTS do
            for project = 0, 63 do
                for key = 0, KEYS - 1 do
                    local value = '{"at":' .. variant .. ',"text":"' .. string.rep("v", 60) .. '","list":[1,2,3]}'
                    made[#made + 1] = post("/v1/context/project" .. project .. "/global", "application/json",
                        '[{"key":"key' .. key .. '","value":' .. value .. "}]")
                end
            end
        end
        return made
    end,
    ["context-get"] = function()
        return context(function(path, key) return wrk.format("GET", path .. "?key=" .. key) end)
    end,
}

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(arguments)
    wrk.headers["Authorization"] = "Bearer " .. arguments[2]
    if paths[arguments[1]] then
        wrk.path = paths[arguments[1]]
        return
    end
    local requests = loads[arguments[1]]()
    local count = #requests
    math.randomseed(tonumber(arguments[3]) + number)
    request = function() return requests[math.random(count)] end
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format("result %d %d %d %d %d %d\n",
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
