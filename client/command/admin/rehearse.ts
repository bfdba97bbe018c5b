import { countOf } from '../../../protocol/count-of.ts'
import type { RehearseAnswer } from '../../../protocol/rehearsal.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { findDatabaseUrl } from './find-database-url.ts'
import { loadRehearse } from './load-server-module.ts'
import { readRetention } from './read-retention.ts'
import { replayRehearsal } from './replay-rehearsal.ts'

/** `aoi admin rehearse`: proves that a backup of this server can be restored and served. */
export const rehearseCommand = defineLeaf({
  meta: {
    name: 'rehearse',
    description: 'Back up, restore into a scratch directory, verify and replay; the server may run',
  },
  args: {
    path: {
      type: 'positional',
      required: false,
      description: 'Directory that `aoi admin backup` made (default: a new backup)',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin rehearse',
    'aoi admin rehearse /var/backups/aoi-2026-01-31',
    'aoi admin rehearse --data-dir /var/lib/aoi --json',
  ],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    const dataDirectory = findDataDirectory(args, invocation)
    const databaseUrl = findDatabaseUrl(terminal.env)
    const rehearse = await loadRehearse()
    const { stopping: signal } = terminal
    const answer = await rehearse({
      ...{ dataDirectory, signal, notificationSeconds: readRetention(invocation) },
      ...{ variables: terminal.env, ...(databaseUrl === undefined ? {} : { databaseUrl }) },
      ...(args.path === undefined ? {} : { path: args.path }),
      report: (sentence) => void output.note(sentence),
      replay: (stage) => replayRehearsal(stage, signal),
    }).catch((error: unknown) => {
      throw signal.aborted ? new CommandFailure('failed', 'stopped: nothing was rehearsed') : error
    })
    await output.print({ json: { ok: true, ...answer }, text: describe(answer) })
  },
})

function describe({ milliseconds, bytes, checks, aoiClients, notifications }: RehearseAnswer): string {
  return [
    `rehearsed      in ${(milliseconds / 1000).toFixed(1)} s`,
    `backup         ${(bytes / 1_000_000).toFixed(1)} MB, restored, no fault found by ${countOf(checks, 'check')}`,
    `replayed       ${countOf(notifications, 'notification')} to ${countOf(aoiClients, 'AOI Client')} of the backup, and one to a new one`,
  ].join('\n')
}
