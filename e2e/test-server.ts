import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export type TestServer = {
  url: string
  dataDirectory: string
  /** The code that admits the first operator. */
  setupCode: string
  /** Ends the process and keeps the data. */
  stop(): Promise<void>
  /** Starts the process again, on the same port with the same data. */
  restart(): Promise<void>
  /** Suspends the process: it exists, and does not answer. */
  freeze(): void
  /** Resumes the process. */
  thaw(): void
  /** Brings a suspended or ended process back. */
  revive(): Promise<void>
  /** Ends the process and removes the data. */
  remove(): Promise<void>
}

/** Starts the built production server on a free port with a data directory of its own. */
export async function startServer(env: Record<string, string> = {}): Promise<TestServer> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-e2e-'))
  const settings = { PORT: '0', HOST: '127.0.0.1', AOI_DATA_DIR: dataDirectory, ...env }
  let running = await run(settings)
  const { url, setupCode } = running
  const stop = () => end(running.child, 'SIGTERM')
  const thaw = () => void running.child.kill('SIGCONT')
  const restart = async () => {
    running = await run({ ...settings, PORT: new URL(url).port })
  }
  return {
    url,
    dataDirectory,
    setupCode,
    stop,
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw,
    restart,
    revive: async () => (hasEnded(running.child) ? restart() : thaw()),
    remove: async () => {
      // Nothing is kept, so the process needs no orderly end.
      await end(running.child, 'SIGKILL')
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

type ServerRun = { child: ChildProcess; url: string; setupCode: string }

async function run(settings: Record<string, string>): Promise<ServerRun> {
  const child = spawn(process.execPath, ['dist/server/index.mjs'], {
    env: { ...process.env, NODE_ENV: 'production', AOI_LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { url, setupCode = '' } = await readGreeting(child.stdout)
  return { child, url, setupCode }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (hasEnded(child)) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** Reads the server's greeting, printed when it is ready; rejects if its output ends before. */
function readGreeting(output: Readable): Promise<{ url: string; setupCode: string | undefined }> {
  return new Promise((resolve, reject) => {
    let said = ''
    // Read to the end of the output, or the server would block on a full pipe.
    const lines = createInterface({ input: output })
    lines.on('line', (line) => {
      said += `${line}\n`
      const url = /http:\/\/[\w.:-]+/.exec(said)?.[0]
      // The last line of the greeting.
      if (url !== undefined && said.includes('npx aoi send'))
        resolve({ url, setupCode: /enter ([\w-]+)/.exec(said)?.[1] })
    })
    lines.once('close', () => reject(new Error('the server ended without saying where it is')))
  })
}
