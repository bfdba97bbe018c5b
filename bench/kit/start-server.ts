import { fileURLToPath } from 'node:url'
import { ServerProcess } from '../../server/testing/server-process.ts'
import type { BenchOptions } from './options.ts'

const BUNDLE = fileURLToPath(new URL('../../dist/bench/run-server.mjs', import.meta.url))

/**
 * Prepares the server under test: the bundle of production, without pages, with a port and a data directory of its own.
 * The caller starts, ends and removes it by its methods.
 */
export function prepareServer(
  options: Pick<BenchOptions, 'profileDirectory'>,
  input: { databaseUrl?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<ServerProcess> {
  const { profileDirectory } = options
  const nodeArguments =
    profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]
  return ServerProcess.prepare({
    ...input,
    bundle: BUNDLE,
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
