import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestServer } from './test-server.ts'

/** A command that a person runs in a terminal next to the server: `npx aoi …`, as the page shows it. */
export type AoiCommand = {
  /** Returns the next JSON line that has `element`; rejects if the command ends before. */
  next(element: string): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

/** Runs a command line of the page with `--json`. Commands with the same `machine` share their state. */
export function runAoi(
  line: string,
  { server, machine }: { server: TestServer; machine: string },
): AoiCommand {
  const [npx, aoi, ...words] = splitWords(line)
  if (npx !== 'npx' || aoi !== 'aoi') throw new Error(`not an aoi command: ${line}`)
  const child = spawn(process.execPath, ['client/bin/aoi.mjs', ...words, '--json'], {
    env: {
      ...process.env,
      AOI_DATA_DIR: server.dataDirectory,
      XDG_STATE_HOME: join(server.dataDirectory, 'machines', machine),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { next: readLines(child), stop: () => end(child) }
}

function readLines(
  child: ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> },
): AoiCommand['next'] {
  const printed: Record<string, unknown>[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => printed.push(JSON.parse(line) as Record<string, unknown>))
  const closed = once(lines, 'close')
  return async (element) => {
    for (;;) {
      const at = printed.findIndex((object) => element in object)
      const found = at < 0 ? undefined : printed.splice(0, at + 1)[at]
      if (found !== undefined) return found
      const ended = await Promise.race([once(lines, 'line').then(() => false), closed.then(() => true)])
      if (ended && !printed.some((object) => element in object))
        throw new Error(`it ended without ${element}`)
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** Splits a line into words like a shell, with single quotes. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
