import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { requireEmbedded } from './find-database-url.ts'
import { loadKeepData } from './load-server-module.ts'

/** `aoi admin restore PATH`: puts a backup into a data directory whose server does not run. */
export const restoreCommand = defineLeaf({
  meta: {
    name: 'restore',
    description: 'Check a backup and put it into the data directory of a stopped server',
  },
  args: {
    path: { type: 'positional', required: true, description: 'Directory that `aoi admin backup` made' },
    replace: {
      type: 'boolean',
      description: 'Move the files of the former database into a directory beside them first',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin restore /var/backups/aoi-2026-01-31 --data-dir /var/lib/aoi',
    'aoi admin restore ../aoi-backup --replace',
  ],
  run: async (args, invocation) => {
    const { output } = invocation
    requireEmbedded(invocation)
    const dataDirectory = findDataDirectory(args, invocation)
    const { restore } = await loadKeepData()
    const restored = await restore({
      ...{ dataDirectory, path: args.path, replace: args.replace === true },
      report: (sentence) => void output.note(sentence),
    })
    const { movedTo, hasSecret, serverId, epoch } = restored
    await output.print({
      json: restored,
      text: [
        `restored       ${restored.dataDirectory}`,
        `identity       ${serverId}`,
        `epoch          ${epoch}`,
        ...(movedTo === undefined ? [] : [`former files   ${movedTo}`]),
      ].join('\n'),
    })
    await output.note(
      `${hasSecret ? '' : 'The backup has no auth-secret: set the AOI_AUTH_SECRET that the server had.\n'}Start the server on this data directory. It begins a new epoch, and AOI Clients drop their cursors.`,
    )
  },
})
