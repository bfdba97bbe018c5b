#!/usr/bin/env node
// Plain JavaScript, because it runs on any version of Node, also in a checkout that is not built.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { askHealth } from './ask-health.mjs'
import { refuseNode } from './node-version.mjs'

const HELP = `Usage: aoi-server [--env FILE] [--health]

Runs the AOI Server. SIGTERM and SIGINT drain it, which takes at most 10 seconds; so does SIGHUP from its terminal.
SIGUSR1 switches the detail of the log on and off.

Options:
  --env FILE       reads variables from FILE. Variables of the environment win
  --health         asks the server that runs with the same variables for its health, and ends
  --version        prints the version
  --help           prints this text

The environment configures the server, for example PORT (3000), HOST (127.0.0.1), AOI_DATA_DIR (./data),
DATABASE_URL (unset: the embedded database) and AOI_PUBLIC_URL. docs/operations.md describes every variable.

Exit codes:
  0  drained, or healthy
  1  failed, or not healthy: standard error says why
  2  the command line is not valid
`

const server = new URL('../../dist/server/index.mjs', import.meta.url)

/** Ends with one sentence on standard error. */
function refuse(sentence, exitCode) {
  process.stderr.write(`aoi-server: ${sentence}\n`)
  process.exitCode = exitCode
}

/** Returns the options, or undefined after it has refused the command line. */
function readOptions() {
  // The option is not called --env-file, because Node 20 takes that one itself, wherever it stands.
  const text = { type: 'string' }
  const flag = { type: 'boolean' }
  try {
    return parseArgs({ options: { env: text, health: flag, version: flag, help: { ...flag, short: 'h' } } })
      .values
  } catch (error) {
    refuse(`${error.message.split('. ')[0]} (see \`aoi-server --help\`)`, 2)
    return undefined
  }
}

/** Returns the sentence that refuses the file, or undefined. */
function loadVariables(file) {
  try {
    process.loadEnvFile(file)
    return undefined
  } catch (error) {
    return `--env ${file} cannot be read: ${error.code ?? error.message}`
  }
}

async function run(options) {
  // Otherwise this signal opens Node's debugger until the server listens for it.
  process.on('SIGUSR1', () => {})
  const fault = refuseNode() ?? (options.env === undefined ? undefined : loadVariables(options.env))
  if (options.health) {
    const sick = fault ?? (await askHealth(process.env))
    if (sick !== undefined) refuse(sick, 1)
    return
  }
  const obstacle =
    fault ?? (existsSync(server) ? undefined : 'nothing is built: run `npm install && npm start`')
  if (obstacle !== undefined) return refuse(obstacle, 1)
  process.env.NODE_ENV ??= 'production'
  process.setSourceMapsEnabled(true)
  // In this very process, so that a signal sent to it reaches the server.
  await import(server.href)
}

const options = readOptions()
if (options?.help) process.stdout.write(HELP)
else if (options?.version)
  process.stdout.write(
    `${JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version}\n`,
  )
else if (options !== undefined) await run(options)
