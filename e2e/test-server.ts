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
  /** Ends the process and keeps the data. */
  stop(): Promise<void>
  /** Starts it again, on the same port with the same data. */
  restart(): Promise<void>
  /** Ends the process and removes the data. */
  remove(): Promise<void>
}

/** Starts the built production server on a free port with a data directory of its own. */
export async function startServer(env: Record<string, string> = {}): Promise<TestServer> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-e2e-'))
  const settings = { PORT: '0', HOST: '127.0.0.1', AOI_DATA_DIR: dataDirectory, ...env }
  let running = await run(settings)
  const { url } = running
  const stop = () => end(running.child)
  return {
    url,
    dataDirectory,
    stop,
    restart: async () => {
      running = await run({ ...settings, PORT: new URL(url).port })
    },
    remove: async () => {
      await stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function run(settings: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['dist/server/index.mjs'], {
    env: { ...process.env, NODE_ENV: 'production', AOI_LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { child, url: await readUrl(child.stdout) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** The first URL that the server prints; rejects when its output ends without one. */
function readUrl(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    // Read to the end of the output, or the server would block on a full pipe.
    const lines = createInterface({ input: output })
    lines.on('line', (line) => {
      const url = /http:\/\/[\w.:-]+/.exec(line)?.[0]
      if (url !== undefined) resolve(url)
    })
    lines.once('close', () => reject(new Error('the server ended without printing its URL')))
  })
}
