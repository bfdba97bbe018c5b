import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { findPostgresql } from './find-database-url.ts'
import { loadKeepData } from './load-server-module.ts'

/** `aoi admin restore PATH`: puts a backup into a data directory, or into PostgreSQL, while no server runs on it. */
export const restoreCommand = defineLeaf({
  meta: {
    name: 'restore',
    description:
      'Check a backup and put it into the database of a stopped server (PostgreSQL: by pg_restore)',
  },
  args: {
    path: { type: 'positional', required: true, description: 'Directory that `aoi admin backup` made' },
    replace: {
      type: 'boolean',
      description:
        'Move the former database aside first: its files into a directory, or its tables into another schema',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin restore /var/backups/aoi-2026-01-31 --data-dir /var/lib/aoi',
    'aoi admin restore ../aoi-backup --replace',
  ],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    const dataDirectory = findDataDirectory(args, invocation)
    const { restore } = await loadKeepData()
    const restored = await restore({
      ...{ dataDirectory, path: args.path, replace: args.replace === true },
      ...{ signal: terminal.stopping, ...findPostgresql(invocation) },
      report: (sentence) => void output.note(sentence),
    })
    const { movedTo, hasSecret, serverId, epoch } = restored
    await output.print({
      json: restored,
      text: [
        `restored       ${restored.dataDirectory}`,
        `identity       ${serverId}`,
        `epoch          ${epoch}`,
        ...(movedTo === undefined ? [] : [`former data    ${movedTo}`]),
      ].join('\n'),
    })
    await output.note(
      `${hasSecret ? '' : 'The backup has no auth-secret: set the AOI_AUTH_SECRET that the server had.\n'}Start the server on it. It begins a new epoch, and AOI Clients drop their cursors.`,
    )
  },
})
