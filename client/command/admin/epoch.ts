import { defineCommand } from 'citty'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'

const renewCommand = defineLeaf({
  meta: {
    name: 'renew',
    description: 'Begin a new epoch after restoring a backup, so that AOI Clients drop their cursors',
  },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin epoch renew'],
  run: async (args, invocation) => {
    const renewed = await callAdmin(findDataDirectory(args, invocation), { call: 'epoch.renew', request: {} })
    await invocation.output.print({ json: renewed, text: `epoch ${renewed.epoch}` })
  },
})

/** `aoi admin epoch`: the incarnation of the database. */
export const epochCommand = {
  ...defineCommand({
    meta: { name: 'epoch', description: 'Manage the epoch of the database' },
    subCommands: { renew: renewCommand },
  }),
  examples: renewCommand.examples,
}
