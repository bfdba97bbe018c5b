import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DOCTOR_MODULE, type Doctor } from '../../../protocol/doctor.ts'
import { KEEP_DATA_MODULE, type KeepData } from '../../../protocol/keep-data.ts'
import { MOVE_DATABASE_MODULE, type MoveDatabase } from '../../../protocol/move-database.ts'
import { REHEARSE_MODULE, type Rehearse } from '../../../protocol/rehearsal.ts'
import { CommandFailure } from '../command-failure.ts'

/** Loads the server's module for backups. Only the server has the driver of the embedded database. */
export async function loadKeepData(): Promise<KeepData> {
  return (await loadServerModule<{ keepData: KeepData }>(KEEP_DATA_MODULE)).keepData
}

/** Loads the server's module that checks an installation. */
export async function loadDoctor(): Promise<Doctor> {
  return (await loadServerModule<{ doctor: Doctor }>(DOCTOR_MODULE)).doctor
}

/** Loads the server's module that moves an embedded database to PostgreSQL. */
export async function loadMoveDatabase(): Promise<MoveDatabase> {
  return (await loadServerModule<{ moveDatabase: MoveDatabase }>(MOVE_DATABASE_MODULE)).moveDatabase
}

/** Loads the server's module for rehearsals, which is a whole server. */
export async function loadRehearse(): Promise<Rehearse> {
  return (await loadServerModule<{ rehearse: Rehearse }>(REHEARSE_MODULE)).rehearse
}

/**
 * Loads a module from the package of the server: the one that holds this command, or one beside it, or one of the
 * current directory. Rejects with `CommandFailure`.
 */
async function loadServerModule<Module>(path: string): Promise<Module> {
  const found = [dirname(fileURLToPath(import.meta.url)), process.cwd()]
    .flatMap(listAncestors)
    .flatMap((directory) => [directory, join(directory, 'node_modules/aoi-server')])
    .map((directory) => join(directory, path))
    .find((file) => existsSync(file))
  if (found === undefined)
    throw new CommandFailure(
      'failed',
      'this command needs the package of the AOI Server: run it as `npx aoi` in the directory where aoi-server is installed (in a checkout: after `npm run build`)',
    )
  return (await import(pathToFileURL(found).href)) as Module
}

function listAncestors(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...listAncestors(above)]
}
