import { countOf } from '../../../protocol/count-of.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { findDatabaseUrl } from './find-database-url.ts'
import { loadKeepData } from './load-server-module.ts'
import { readRetention } from './read-retention.ts'

/** `aoi admin verify [PATH]`: checks the database or a backup, and changes nothing. */
export const verifyCommand = defineLeaf({
  meta: { name: 'verify', description: 'Check the database, or a backup, and list its faults' },
  args: {
    path: {
      type: 'positional',
      required: false,
      description:
        'Directory that `aoi admin backup` made (default: the database at DATABASE_URL, or in the data directory)',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin verify', 'aoi admin verify /var/backups/aoi-2026-01-31'],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    const databaseUrl = findDatabaseUrl(terminal.env)
    const { verify } = await loadKeepData()
    const { checks, faults } = await verify({
      dataDirectory: findDataDirectory(args, invocation),
      ...(args.path === undefined ? {} : { path: args.path }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      notificationSeconds: readRetention(invocation),
      report: (sentence) => void output.note(sentence),
    })
    for (const fault of faults)
      await output.print({ json: fault, text: `${fault.detail}  (broken: ${fault.check})` })
    if (faults.length > 0)
      throw new CommandFailure(
        'failed',
        `${countOf(faults.length, 'fault')} listed, at most 20 of each kind: restore a backup, and keep these files`,
      )
    await output.print({ json: { checks, faults: 0 }, text: `no fault found by ${countOf(checks, 'check')}` })
  },
})
