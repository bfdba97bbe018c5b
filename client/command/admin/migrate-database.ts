import type { MoveAnswer } from '../../../protocol/move-database.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { findDatabaseUrl } from './find-database-url.ts'
import { loadMoveDatabase } from './load-server-module.ts'

/** `aoi admin migrate-database`: moves the embedded database of a stopped server into PostgreSQL. */
export const migrateDatabaseCommand = defineLeaf({
  meta: {
    name: 'migrate-database',
    description: 'Move the embedded database of a stopped server into the empty one at DATABASE_URL',
  },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: [
    'DATABASE_URL=postgresql://aoi@db.example/aoi aoi admin migrate-database --data-dir /var/lib/aoi',
  ],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    // Not an argument, because a URL with a password would be in the list of processes.
    const databaseUrl = findDatabaseUrl(terminal.env)
    if (databaseUrl === undefined)
      throw new CommandFailure(
        'usage',
        'DATABASE_URL is missing: set it to the URL of an empty PostgreSQL database',
      )
    const dataDirectory = findDataDirectory(args, invocation)
    const move = await loadMoveDatabase()
    const report = (sentence: string) => void output.note(sentence)
    const { stopping: signal } = terminal
    const moved = await move({ dataDirectory, databaseUrl, report, signal }).catch((error: unknown) => {
      throw signal.aborted ? new CommandFailure('failed', 'stopped: nothing was moved') : error
    })
    await output.print({ json: moved, text: describe(moved) })
    await output.note(
      'Start the server with this DATABASE_URL and the same data directory. Keep aoi.db until you have a backup of PostgreSQL.',
    )
  },
})

function describe({ tables, serverId, epoch }: MoveAnswer): string {
  return [
    ...tables.map(
      ({ table, rows, sha256 }) => `${table.padEnd(24)} ${String(rows).padStart(10)} rows  ${sha256}`,
    ),
    `identity       ${serverId}`,
    `epoch          ${epoch}, as before`,
  ].join('\n')
}
