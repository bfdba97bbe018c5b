import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Operation, parseTrace, TRACED_CALLS } from './trace.ts'

const STRING_BYTES = 1_048_576

/** Returns the path of strace; `undefined` when it is not installed, or does not exist for this system. */
export function findStrace(): string | undefined {
  const directories = (process.env.PATH ?? '').split(':')
  return directories.map((directory) => join(directory, 'strace')).find((path) => existsSync(path))
}

/** Runs a program of this folder under strace. Returns its operations on the files of the directory. */
export async function runTraced(
  program: string,
  input: { strace: string; directory: string; traceFile: string; args: readonly string[] },
): Promise<Operation[]> {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const options = [
    '-f',
    '-y',
    '-xx',
    '-s',
    String(STRING_BYTES),
    '-e',
    `trace=${TRACED_CALLS}`,
    '-o',
    input.traceFile,
  ]
  const command = [process.execPath, '--import', 'tsx', script, input.directory, ...input.args]
  const child = spawn(input.strace, [...options, ...command], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${program} ended with ${String(status)} under strace`)
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(input.traceFile) })) lines.push(line)
  return parseTrace(lines, input.directory)
}
