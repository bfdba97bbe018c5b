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
export async function loadKeepData(): Promise<KeepData> {
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

/** Refuses a command for the embedded database alone if the server uses PostgreSQL. Throws `CommandFailure`. */
export function requireEmbedded({ terminal }: Invocation): void {
  if (findDatabaseUrl(terminal.env) === undefined) return
  throw new CommandFailure(
    'usage',
    'DATABASE_URL is set, and this command is for the embedded database: use pg_dump and pg_restore, as docs/operations.md describes',
  )
}

/** Returns the URL of the server's PostgreSQL; `undefined` for the embedded database. */
export function findDatabaseUrl(env: Invocation['terminal']['env']): string | undefined {
  return env.DATABASE_URL === '' ? undefined : env.DATABASE_URL
}

function listAncestors(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...listAncestors(above)]
}
