import { defineCommand } from 'citty'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the VAPID keys of this server, with the subscriptions of each' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin vapid-keys list'],
  run: async (args, invocation) => {
    const dataDirectory = findDataDirectory(args, invocation)
    await printRows(invocation.output, {
      pages: eachPage(dataDirectory, { call: 'vapidKeys.list', request: {} }),
      rowsOf: ({ keys }) => keys,
      describe: ({ publicKey, createdAt, current, subscriptions }) =>
        `${publicKey}  ${current ? 'current' : 'earlier'}  made ${createdAt}  ${subscriptions} subscriptions`,
      none: 'No VAPID key exists.',
    })
  },
})

const rotateCommand = defineLeaf({
  meta: {
    name: 'rotate',
    description: 'Make a new VAPID key for new subscriptions; those of earlier keys stay',
  },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin vapid-keys rotate'],
  run: async (args, invocation) => {
    const dataDirectory = findDataDirectory(args, invocation)
    const rotated = await callAdmin(dataDirectory, { call: 'vapidKeys.rotate', request: {} })
    await invocation.output.print({ json: rotated, text: rotated.publicKey })
    await invocation.output.note(
      'Members move to the new key when they subscribe again. Until then the server keeps the earlier key for them:\n  aoi admin vapid-keys list',
    )
  },
})

/** `aoi admin vapid-keys`: the keys by which push services know this server. */
export const vapidKeysCommand = {
  ...defineCommand({
    meta: { name: 'vapid-keys', description: 'List and rotate the keys for push services' },
    subCommands: { list: listCommand, rotate: rotateCommand },
  }),
  examples: [listCommand, rotateCommand].flatMap(({ examples }) => examples),
}
