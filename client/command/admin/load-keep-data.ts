import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { KEEP_DATA_MODULE, type KeepData } from '../../../protocol/keep-data.ts'
import { CommandFailure } from '../command-failure.ts'
import type { Invocation } from '../define.ts'

/**
 * Loads the server's module for backups from the package of the server: the one that holds this command, or one beside
 * it, or one of the current directory. Only the server has the driver of the embedded database. Rejects with
 * `CommandFailure`.
 */
export async function loadKeepData({ terminal }: Invocation): Promise<KeepData> {
  if (terminal.env.DATABASE_URL !== undefined && terminal.env.DATABASE_URL !== '')
    throw new CommandFailure(
      'usage',
      'DATABASE_URL is set, and this command is for the embedded database: use pg_dump and pg_restore, as docs/operations.md describes',
    )
  const found = [dirname(fileURLToPath(import.meta.url)), process.cwd()]
    .flatMap(listAncestors)
    .flatMap((directory) => [directory, join(directory, 'node_modules/aoi-server')])
    .map((directory) => join(directory, KEEP_DATA_MODULE))
    .find((path) => existsSync(path))
  if (found === undefined)
    throw new CommandFailure(
      'failed',
      'this command needs the package of the AOI Server: run it as `npx aoi` in the directory where aoi-server is installed (in a checkout: after `npm run build`)',
    )
  const { keepData } = (await import(pathToFileURL(found).href)) as { keepData: KeepData }
  return keepData
}

function listAncestors(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...listAncestors(above)]
}
