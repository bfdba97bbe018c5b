import { clientAppTokenSchema } from '../../protocol/registration.ts'
import { KEY_ARGUMENT, readApiKey } from './api-key.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import { loadOptional } from './load-optional.ts'
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
    // It brings a hundred other packages, and only this command needs it.
    const { serveMcp } = await loadOptional(
      () => import('../mcp/serve-mcp.ts'),
      '@modelcontextprotocol/sdk@1.32.2',
    )
    await serveMcp({ serverUrl, apiKey, clientAppToken }, invocation.terminal)
  },
})
