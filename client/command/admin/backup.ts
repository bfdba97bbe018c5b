import { countOf } from '../../../protocol/count-of.ts'
import type { BackUpAnswer } from '../../../protocol/keep-data.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { findPostgresql } from './find-database-url.ts'
import { loadKeepData } from './load-server-module.ts'

/** `aoi admin backup PATH`: a backup of the database, while its server runs or not. */
export const backupCommand = defineLeaf({
  meta: {
    name: 'backup',
    description: 'Back up the database and its secret, while the server runs (PostgreSQL: by pg_dump)',
  },
  args: {
    path: { type: 'positional', required: true, description: 'Directory to create; it must not exist yet' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin backup /var/backups/aoi-2026-01-31', 'aoi admin backup ../aoi-backup --json'],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    const dataDirectory = findDataDirectory(args, invocation)
    const { backUp } = await loadKeepData()
    const report = (sentence: string) => void output.note(sentence)
    const { stopping: signal } = terminal
    const request = { dataDirectory, path: args.path, report, signal, ...findPostgresql(invocation) }
    const made = await backUp(request).catch((error: unknown) => {
      throw signal.aborted ? new CommandFailure('failed', 'stopped: no backup was made') : error
    })
    await output.print({ json: made, text: describe(made) })
    await output.note(
      `${made.hasSecret ? '' : 'The backup has no auth-secret: keep AOI_AUTH_SECRET with it.\n'}Copy the directory to another machine, and keep it private. To put it back:\n  aoi admin restore ${made.path}`,
    )
  },
})

function describe({ path, bytes, serverId, epoch, rows }: BackUpAnswer): string {
  const count = (table: string, noun: string) => countOf(rows[table] ?? 0, noun)
  return [
    `${path}  ${(bytes / 1_000_000).toFixed(1)} MB`,
    `rows           ${count('Notification', 'notification')}, ${count('Registration', 'registration')}, ${count('AoiClient', 'AOI Client')}`,
    `identity       ${serverId}`,
    `epoch          ${epoch}`,
  ].join('\n')
}
