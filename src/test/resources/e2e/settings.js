// Node-RED's settings for the end-to-end test: what FlowFuse's launcher itself generates for an
// instance with file storage and persistent context, less the parts that need the rest of the platform.
const fs = require('fs')
const Module = require('module')
const path = require('path')

const installed = path.join(__dirname, 'node_modules', '@flowfuse')
const { getSettingsFile } = require(path.join(installed, 'nr-launcher', 'lib', 'runtimeSettings.js'))
const given = JSON.parse(fs.readFileSync(process.env.FLOWKEEP_E2E, 'utf8'))

const generated = new Module(__filename)
generated.filename = __filename
generated.paths = module.paths
generated._compile(
    getSettingsFile({
        projectID: given.project,
        teamID: given.team,
        projectToken: given.token,
        licenseType: 'ee',
        forgeURL: given.platform,
        baseURL: given.platform,
        storageURL: given.platform,
        auditURL: given.platform,
        clientID: 'client',
        clientSecret: 'secret',
        credentialSecret: 'secret',
        fileStore: { url: given.flowkeep },
        nodesDir: [path.join(installed, 'nr-file-nodes')],
        // The platform leaves Node-RED's own file nodes out, since both register the same types.
        settings: { palette: { nodesExcludes: '10-file.js' }, theme: 'node-red' }
    }),
    __filename
)
const settings = generated.exports

// The platform's login, flow storage and audit log: not what is tested here.
delete settings.adminAuth
delete settings.storageModule
delete settings.logging.auditLogger
delete settings.logging.metricsLogger
settings.telemetry = { enabled: false }
settings.uiHost = '127.0.0.1'

// `persistent` stays as generated, but for how soon it sends what it holds (30 s otherwise).
const { module: plugin, config } = settings.contextStorage.persistent
config.flushInterval = 0.2
// The same plug-in in its other mode, each call a request. A project of its own, because the first
// store writes whole scopes and would overwrite these.
settings.contextStorage.direct = {
    module: plugin,
    config: { projectID: given.directProject, url: given.flowkeep, token: given.directToken, cache: false }
}

module.exports = settings
