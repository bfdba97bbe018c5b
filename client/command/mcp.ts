import { codeOf } from '../../protocol/code-of.ts'
import { clientAppTokenSchema } from '../../protocol/registration.ts'
import { KEY_ARGUMENT, readApiKey } from './api-key.ts'
import { CommandFailure } from './command-failure.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import { parseOption } from './parse-option.ts'
import { parseServerUrl, SERVER_ARGUMENT } from './server-url.ts'

/** `aoi mcp`: tools by which an agent notifies one group and waits for its acknowledgement. */
export const mcpCommand = defineLeaf({
  meta: {
    name: 'mcp',
    description: 'Serve the Model Context Protocol on standard input and output, to notify one group',
  },
  args: {
    ...SERVER_ARGUMENT,
    ...KEY_ARGUMENT,
    ...JSON_ARGUMENT,
    token: { type: 'positional', required: true, description: 'Client App Token of the group' },
  },
  examples: ['AOI_KEY=aoi_sk_… aoi mcp --server http://127.0.0.1:3000 g1…'],
  run: async (args, invocation) => {
    const apiKey = readApiKey(args, invocation.terminal)
    const serverUrl = parseServerUrl(args.server)
    const clientAppToken = parseOption('TOKEN', { schema: clientAppTokenSchema, value: args.token })
    const { serveMcp } = await loadServer()
    await serveMcp({ serverUrl, apiKey, clientAppToken }, invocation.terminal)
  },
})

/** The SDK is an optional package: it brings a hundred others, and only this command needs it. */
async function loadServer(): Promise<typeof import('../mcp/serve-mcp.ts')> {
  try {
    return await import('../mcp/serve-mcp.ts')
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CommandFailure(
      'failed',
      'the package @modelcontextprotocol/sdk is missing: npm install @modelcontextprotocol/sdk@1.32.2',
    )
  }
}
