import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type NodeGround, openNodeGround, startNode } from '#server/testing/node-ground.ts'
import { ServerProcess } from '#server/testing/server-process.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import type { NodeRole } from './roles.ts'

const APPLICATION = 'com.example.chat'
const BUNDLE = fileURLToPath(new URL('../dist/server/index.mjs', import.meta.url))

/** Prints at exit how many modules of Next and React were loaded. */
const PROBE = `process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((path) => /node_modules.(next|react|react-dom)./.test(path))
  console.log('loaded ' + loaded.length + ' modules of the pages')
})`

let ground: NodeGround
beforeAll(async () => {
  ground = await openNodeGround({ redis: false })
})
afterAll(() => ground.remove())

describe('nodes of one role each', () => {
  const nodes = new Map<NodeRole, TestServer>()
  const node = (role: NodeRole): TestServer => {
    const found = nodes.get(role)
    if (found === undefined) throw new Error(`there is no node of the role ${role}`)
    return found
  }
  beforeAll(async () => {
    for (const role of ['api', 'hub', 'dashboard'] as const)
      nodes.set(role, await startNode({ env: { ...ground.env, AOI_ROLE: role } }))
  })
  afterAll(() => Promise.all([...nodes.values()].map((each) => each.stop())))

  it.each<[NodeRole, string, number]>([
    ['api', '/api/ready', 200],
    ['hub', '/api/ready', 200],
    ['dashboard', '/api/health', 200],
    ['api', '/api/v1/tokens', 401],
    ['hub', '/api/v1/tokens', 404],
    ['dashboard', '/api/v1/tokens', 404],
    ['api', `/wp/u1${'A'.repeat(43)}`, 200],
    ['dashboard', `/wp/u1${'A'.repeat(43)}`, 404],
    ['api', '/api/dashboard/overview', 404],
    ['hub', '/api/dashboard/overview', 404],
    ['dashboard', '/api/dashboard/overview', 401],
    ['hub', '/api', 404],
  ])('the %s answers %s with %i', async (role, path, status) => {
    expect((await call(node(role).url, { path })).status).toBe(status)
  })

  it('open sessions only at the hub, and the feed only at the dashboard', async () => {
    const as = await registerClient(node('api').url)
    const auth = { protocol: 1, ...as }
    const atDashboard = new AoiConnection(node('dashboard').url, { auth })
    const atApi = new AoiConnection(node('api').url, { auth })
    onTestFinished(() => {
      for (const connection of [atDashboard, atApi]) connection.close()
    })
    await atDashboard.refused()
    await atApi.refused()
    expect([atDashboard, atApi].flatMap((connection) => connection.all('aoiSession'))).toEqual([])
  })

  it('form one AOI Server together', async () => {
    const as = await registerClient(node('api').url)
    const connection = await AoiConnection.open(node('hub').url, as)
    onTestFinished(() => connection.close())
    const token = await registerApp(node('api').url, { as, tokenSeed: 'the seed of the roles, long enough' })
    const key = await node('dashboard').createKey(APPLICATION)
    const body = { messageType: 'notificationReq', clientAppToken: token, payload: 'hello' }
    const sent = await call(node('api').url, { path: '/api/v1/notifications', key, body })
    expect(sent.body).toMatchObject({ recipients: 1 })
    expect(await connection.first('notification')).toMatchObject({ payload: 'hello' })
  })
})

describe('a process', () => {
  it.each<[NodeRole, boolean]>([
    ['api', false],
    ['hub', false],
    ['dashboard', true],
  ])('that serves the %s loads Next: %s', async (role, loads) => {
    const directory = await makeTemporaryDirectory()
    onTestFinished(() => directory.remove())
    const probe = join(directory.path, 'probe.cjs')
    await writeFile(probe, PROBE)
    const server = await ServerProcess.prepare({
      ...{ bundle: BUNDLE, nodeArguments: ['--require', probe] },
      env: { ...ground.env, AOI_ROLE: role },
    })
    onTestFinished(() => server.remove())
    const run = server.begin()
    // If the pages are not built, the dashboard ends by itself, but it has loaded Next before.
    await run.ready.then(() => run.end('SIGTERM')).catch(() => run.ended)
    const modules = Number(/loaded (\d+) modules of the pages/.exec(server.output)?.[1])
    expect(modules, server.output).not.toBeNaN()
    expect(modules > 0).toBe(loads)
    if (!loads) expect(server.output).toContain(`serves the ${role}`)
  })
})
