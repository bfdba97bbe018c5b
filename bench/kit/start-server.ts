import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ServerProcess } from '../../server/testing/server-process.ts'
import type { BenchOptions } from './options.ts'

const BUNDLE = 'dist/bench/run-server.mjs'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** `checkout` is the folder of the sources; default: this checkout. */
export type ServerInput = { databaseUrl?: string; env?: Readonly<Record<string, string>>; checkout?: string }

/**
 * Prepares the server under test: the bundle of production, without pages, with a port and a data directory of its own.
 * The caller starts, ends and removes it by its methods.
 */
export function prepareServer(
  options: Pick<BenchOptions, 'profileDirectory'>,
  { checkout = ROOT, ...input }: ServerInput = {},
): Promise<ServerProcess> {
  const { profileDirectory } = options
  const nodeArguments =
    profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]
  return ServerProcess.prepare({
    ...input,
    bundle: resolve(checkout, BUNDLE),
    nodeArguments,
    env: { AOI_LOG_LEVEL: 'warn', ...input.env },
  })
}

/** Prepares the server and starts it. */
export async function startServer(...input: Parameters<typeof prepareServer>): Promise<ServerProcess> {
  const server = await prepareServer(...input)
  await server.begin().ready
  return server
}
