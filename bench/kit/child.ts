import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A minute: a busy machine starts an Erlang node in half of it. */
const READY_ATTEMPTS = 1200
const READY_STEP_MILLISECONDS = 50
const END_MILLISECONDS = 3000

/** A process that a bench starts and ends. */
export type Child = {
  processId: number
  output: () => string
  end: () => Promise<void>
  /** Ends it by `kill -9`. */
  kill: () => Promise<void>
}

/** Returns the first line of a command's version message; `undefined` when the command is not installed. */
export function findVersion(command: string, ...args: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return error === undefined ? `${stdout}${stderr}`.split('\n', 1)[0]?.trim() : undefined
}

/**
 * Starts a peer and waits until its port accepts connections. If the peer ends before that, rejects with its output.
 */
export async function startChild(input: {
  command: string
  args: readonly string[]
  port: number
  /** Variables beside those of the bench. */
  env?: Readonly<Record<string, string>>
}): Promise<Child> {
  const env = { ...process.env, ...input.env }
  const child = spawn(input.command, input.args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const end = () => endChild(child, 'SIGTERM')
  const kill = () => endChild(child, 'SIGKILL')
  for (let attempt = 0; attempt < READY_ATTEMPTS; attempt += 1) {
    if (child.exitCode !== null) break
    if (await takesConnections(input.port))
      return { processId: child.pid ?? 0, output: () => output, end, kill }
    await sleep(READY_STEP_MILLISECONDS)
  }
  await end()
  throw new Error(`${input.command} did not start:\n${output}`)
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const cut = setTimeout(() => child.kill('SIGKILL'), END_MILLISECONDS)
  child.kill(signal)
  await ended
  clearTimeout(cut)
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false))
    probe.once('connect', () => probe.destroy())
  })
}
