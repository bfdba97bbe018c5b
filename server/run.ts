import { setFlagsFromString } from 'node:v8'
import { LIMITS } from '#protocol'
import { readProcessEnv, readServiceManagerWishes } from './env.ts'
import { EndSignals } from './ops/end-signals.ts'
import { LogSignals } from './ops/log-signals.ts'
import { ServiceManager } from './ops/service-manager.ts'
import { type NodeRole, partOf } from './roles.ts'
import type { Services } from './services.ts'
import { type RunningServer, type StartInput, startServer } from './start.ts'
import { startChecks } from './start-checks.ts'
import { untilAvailable } from './until-available.ts'

/**
 * V8 collects garbage when the heap has grown by a fifth, not when it has doubled. Otherwise the garbage of thousands
 * of handshakes would stay in memory beside sessions that are quiet for hours
 * (docs/decisions/025-garbage-is-collected-at-a-fifth.md).
 */
const HEAP_FLAGS = '--heap-growing-percent=20'

/**
 * Runs a server process from start to end. It prints its URL and the next commands to try, and drains on SIGTERM,
 * SIGINT and the SIGHUP of its terminal. A signal during the start drains it after the start, or ends its wait for a
 * database. A failure to start is printed as one sentence, without a stack.
 */
export async function runServer(input: StartInput = {}): Promise<void> {
  setFlagsFromString(HEAP_FLAGS)
  const signals = new EndSignals()
  const logSignals = new LogSignals()
  try {
    const env = readProcessEnv()
    const manager = new ServiceManager(readServiceManagerWishes())
    const server = await startServer(env, {
      ...{ ...input, ownsProcess: true, onState: manager.tellState, isEnding: () => signals.isEnding },
    })
    startChecks(server.services, env)
    // First, because a reader of the ready line may end the process at once.
    endWell(server, { manager, signals })
    logSignals.serve({ log: server.services.context.log, toggleDebug: server.services.toggleDebug })
    if (signals.isEnding) return
    manager.ready(`ready at ${server.url}`, server.services.context.clock)
    const setupCode = partOf(env.role).pages ? await createSetupCode(server.services) : undefined
    if (env.role === 'all') announce(server, setupCode)
    else announcePart(server, { role: env.role, setupCode })
  } catch (error) {
    process.stderr.write(`aoi-server: ${error instanceof Error ? error.message : String(error)}\n`)
    const code = signals.isEnding ? 0 : 1
    process.exitCode = code
    // Anything opened before the failure must not keep the process alive.
    setTimeout(() => process.exit(code), 100).unref()
  }
}

function announce({ url, services }: RunningServer, setupCode: string | undefined): void {
  const setup =
    setupCode === undefined
      ? ''
      : `\nThe dashboard has no operator yet: open ${services.context.settings.dashboardUrl}/setup and enter ${setupCode}\n`
  const isByCode = services.context.settings.registration === 'code'
  const makeCode = isByCode ? '\n  npx aoi admin codes create --name demo' : ''
  print(`AOI Server ready at ${url}
${setup}
Try it:
  npx aoi admin keys create --name demo --application demo${makeCode}
  npx aoi listen --server ${url}${isByCode ? ' --code CODE' : ''} --app demo --seed 'a secret of 16 bytes or more'
  npx aoi send --server ${url} --key KEY TOKEN '"hello"'`)
}

/** Prints for people, on standard output. The log is on standard error. */
function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** The server already answers `503` while its database is away, so it only waits with its setup code. */
function createSetupCode({ operators, context }: Services): Promise<string | undefined> {
  const { clock } = context
  return untilAvailable(() => operators.createSetupCode(), { clock, onWaiting: async () => {} })
}

/** Prints the ready line of one node of several. It suggests no commands, because one node serves only a part. */
function announcePart(
  { url, addresses }: RunningServer,
  { role, setupCode }: { role: NodeRole; setupCode: string | undefined },
): void {
  const setup =
    setupCode === undefined ? '' : `; the dashboard has no operator yet: open /setup and enter ${setupCode}`
  print(`AOI Server ready at ${url}: serves the ${role} on ${addresses.join(', ')}${setup}`)
}

type Ending = { manager: ServiceManager; signals: EndSignals }

function endWell(server: RunningServer, { manager, signals }: Ending): void {
  const { context, onUnexpected, endProcess } = server.services
  signals.onFirst((signal) => {
    context.log.info({ event: 'draining', signal }, 'the server is draining')
    manager.stopping()
    const tooLong = new Error(`draining took longer than ${LIMITS.drainSeconds} s`)
    setTimeout(() => endProcess('drainFailed', tooLong), LIMITS.drainSeconds * 1000)
    server.stop().then(
      () => endProcess('drained'),
      (error: unknown) => endProcess('drainFailed', error),
    )
  })
  for (const name of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(name, (error: unknown) => onUnexpected(error, { kind: 'stray', name }))
}
