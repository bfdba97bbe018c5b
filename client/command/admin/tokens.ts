import { defineCommand } from 'citty'
import type { AdminToken } from '../../../protocol/admin.ts'
import { countOf } from '../../../protocol/count-of.ts'
import { applicationNameSchema, clientAppTokenSchema } from '../../../protocol/registration.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'

const REVEAL_ARGUMENT = {
  reveal: { type: 'boolean', description: 'Show the whole token instead of its fingerprint' },
} as const

type ListArguments = { app?: string | undefined; reveal?: boolean | undefined }

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the Client App Tokens' },
  args: {
    app: { type: 'string', valueHint: 'NAME', description: 'List only the tokens of this ApplicationName' },
    ...REVEAL_ARGUMENT,
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin tokens list', 'aoi admin tokens list --app com.example.news --reveal'],
  run: (args, invocation) =>
    listTokens(args, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

const showCommand = defineLeaf({
  meta: { name: 'show', description: 'Show one Client App Token' },
  args: {
    token: { type: 'positional', required: true, description: 'Client App Token' },
    ...REVEAL_ARGUMENT,
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin tokens show g1…'],
  run: async (args, invocation) => {
    const clientAppToken = parseOption('TOKEN', { schema: clientAppTokenSchema, value: args.token })
    const request = { clientAppToken, ...(args.reveal === true && { reveal: true }) }
    const token = await callAdmin(findDataDirectory(args, invocation), { call: 'tokens.show', request })
    await invocation.output.print({ json: token, text: describeToken(token) })
  },
})

/** `aoi admin tokens`: the Client App Tokens of this server. */
export const tokensCommand = {
  ...defineCommand({
    meta: { name: 'tokens', description: 'Show the Client App Tokens of this server' },
    subCommands: { list: listCommand, show: showCommand },
  }),
  examples: [...listCommand.examples, ...showCommand.examples],
}

async function listTokens(
  args: ListArguments,
  invocation: Invocation & { dataDirectory: string },
): Promise<void> {
  const { output, dataDirectory } = invocation
  const request = {
    ...(args.app !== undefined && {
      applicationName: parseOption('--app', { schema: applicationNameSchema, value: args.app }),
    }),
    ...(args.reveal === true && { reveal: true }),
  }
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'tokens.list', request }),
    rowsOf: ({ tokens }) => tokens,
    describe: describeToken,
    none: 'No Client App Token exists: `aoi listen` registers one.',
  })
}

function describeToken(token: AdminToken): string {
  const name = token.clientAppToken ?? token.fingerprint
  const members = `${countOf(token.members, 'member')} (${token.online} online)`
  return `${name}  ${token.kind}  ${printableJson(JSON.stringify(token.ApplicationName))}  ${members}  head #${token.headSeq}`
}
