import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { AoiConnection } from '../../server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '../../server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts'
import { runAoi } from '../command/testing/run-aoi.ts'

let server: TestServer
let member: AoiConnection
let token: string
beforeAll(async () => {
  server = await startTestServer()
  const as = await registerClient(server.url)
  token = await registerApp(server.url, { as })
  member = await AoiConnection.open(server.url, as)
}, 60_000)
afterAll(async () => {
  member.close()
  await server.stop()
})

/** Starts `aoi mcp` as an agent does, in a process of its own. */
async function open(key: string): Promise<Client> {
  const words = ['client/bin/aoi.mjs', 'mcp', '--server', server.url, token]
  const client = new Client({ name: 'test', version: '1.0.0' })
  const env = { AOI_KEY: key, PATH: process.env.PATH ?? '' }
  await client.connect(new StdioClientTransport({ command: process.execPath, args: words, env }))
  onTestFinished(() => client.close())
  return client
}

it('an agent notifies the group, learns that it arrived, and waits for another acknowledgement', async () => {
  const agent = await open(await server.createKey('com.example.chat'))
  const { tools } = await agent.listTools()
  expect(tools.map(({ name }) => name)).toEqual(['notify', 'await_acknowledgement'])
  const notified = agent.callTool({
    name: 'notify',
    arguments: { title: 'Build done', body: '3 of 3 tests', navigate: 'https://ci.example/1' },
  })
  const { seq } = await member.first('notification')
  expect(member.payloads()).toEqual([
    {
      web_push: 8030,
      notification: { title: 'Build done', body: '3 of 3 tests', navigate: 'https://ci.example/1' },
    },
  ])
  await member.acknowledge([token, seq])
  const outcome = { recipients: 1, acknowledged: 1, pending: 0, lost: 0, reached: true }
  expect((await notified).structuredContent).toMatchObject(outcome)

  const late = await agent.callTool({ name: 'notify', arguments: { title: 'Again', waitSeconds: 1 } })
  expect(late.structuredContent).toMatchObject({ acknowledged: 0, pending: 1, reached: false })
  const { notificationId } = late.structuredContent as { notificationId: string }
  const waiting = agent.callTool({ name: 'await_acknowledgement', arguments: { notificationId } })
  await member.acknowledge([token, seq + 1])
  expect((await waiting).structuredContent).toMatchObject({ ...outcome, notificationId })
})

it('an agent reads why the server refused, and which argument is not valid', async () => {
  const agent = await open(await server.createKey('com.example.other'))
  const refused = await agent.callTool({ name: 'notify', arguments: { title: 'x' } })
  expect(refused).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('403: the API key may not send to this clientAppToken') }],
  })
  const invalid = await agent.callTool({
    name: 'notify',
    arguments: { title: 'x', navigate: 'javascript:1' },
  })
  expect(JSON.stringify(invalid)).toContain('must be an absolute http or https URL')
})

it('the command refuses a missing key and a token that is none', async () => {
  const words = ['mcp', '--server', server.url]
  const noKey = await runAoi([...words, token])
  expect(noKey).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('AOI_KEY') })
  const noToken = await runAoi([...words, '--key', 'k', 'g1x'])
  expect(noToken).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('TOKEN: must be') })
})
