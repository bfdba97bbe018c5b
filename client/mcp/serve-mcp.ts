import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { type McpInput, makeMcpServer } from './make-mcp-server.ts'

/** An agent's messages are a few hundred bytes; a longer one ends the connection. */
const MESSAGE_BYTES = 1_048_576

type Streams = { stdin: Readable; stdout: Writable; stopping: AbortSignal }

/** Serves an agent on standard input and output until one of them ends, or until told to stop. */
export async function serveMcp(input: McpInput, { stdin, stdout, stopping }: Streams): Promise<void> {
  const gone = new AbortController()
  const signal = AbortSignal.any([stopping, gone.signal])
  const server = makeMcpServer(input, signal)
  for (const event of ['end', 'close']) stdin.once(event, () => gone.abort())
  stdout.once('error', () => gone.abort())
  // The process types of the SDK and of our terminal differ in nothing that it uses.
  await server.connect(new StdioServerTransport(stdin, stdout, { maxBufferSize: MESSAGE_BYTES }))
  if (!signal.aborted) await once(signal, 'abort')
  await server.close()
}
