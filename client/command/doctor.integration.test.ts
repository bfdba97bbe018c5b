import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createAoiClient } from '../create-aoi-client.ts'
import { openFileStorage } from '../storage/file-storage.ts'
import { useTestServer, waitForState } from '../testing/use-aoi-clients.ts'
import { runAoi } from './testing/run-aoi.ts'

/** A state directory with one registration and three notifications that nobody has handled. */
async function useState() {
  const server = await useTestServer()
  const base = await mkdtemp(join(tmpdir(), 'aoi-doctor-'))
  onTestFinished(() => rm(base, { recursive: true }))
  const directory = join(base, 'aoi-client', 'one')
  const aoiClient = createAoiClient({ serverUrl: server.url, storage: await openFileStorage(directory) })
  const { token } = await aoiClient.register({ applicationName: 'com.example.news' })
  for (const payload of [1, 2, 3]) server.send(token, { payload })
  await expect.poll(() => server.ackedSeqs(token)).toEqual([3])
  await aoiClient.close()
  const journal = join(directory, 'journal')
  /** Flips one bit in each line that has `text`. */
  const damage = async (text: string) => {
    const content = await readFile(journal)
    for (let at = content.indexOf(text); at !== -1; at = content.indexOf(text, at + 1)) {
      content.writeUInt8(content.readUInt8(at) ^ 1, at)
    }
    await writeFile(journal, content)
  }
  const start = async () => {
    const restarted = createAoiClient({ serverUrl: server.url, storage: await openFileStorage(directory) })
    onTestFinished(() => restarted.close())
    return restarted
  }
  return { server, base, directory, token, damage, start }
}

it('finds every state without a fault, and shows no secret', async () => {
  const { server, base, directory } = await useState()
  const { exitCode, stdout } = await runAoi(['doctor', '--json'], { env: { XDG_STATE_HOME: base } })
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    event: 'stateDirectory',
    directory,
    serverUrl: server.url,
    serverId: server.serverId,
    registrations: 1,
    waiting: 3,
    parked: 0,
    problems: [],
  })
  expect(stdout).not.toMatch(/Secret|payload/)
  const text = await runAoi(['doctor', directory])
  expect(text.stdout).toMatch(
    /registrations: 1, notifications waiting: 3, parked: 0, .*\n {2}no problem found/,
  )
})

it('names a damaged line that loses nothing, and the AOI Client goes on without it', async () => {
  const { directory, token, damage, start } = await useState()
  await damage('"seq":2')
  const { exitCode, stdout } = await runAoi(['doctor', directory])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/damaged lines: \d+\n {4}next: start the AOI Client/)
  const [registration] = await (await start()).listRegistrations()
  expect(registration?.token).toBe(token)
  const seqs: number[] = []
  registration?.onNotification(({ seq }) => void seqs.push(seq))
  await expect.poll(() => seqs).toEqual([1, 3])
  expect((await runAoi(['doctor', directory])).stdout).not.toContain('damaged')
})

it.each([
  ['aoiClientSecret', 'the credential of this AOI Client is lost'],
  ['"kind":"registered"', 'a registration is lost'],
  ['"kind":"joined"', 'a registration is lost'],
])('stops with a sentence if the line with %s is damaged', async (text, loss) => {
  const { server, directory, damage, start } = await useState()
  await damage(text)
  const { exitCode, stdout } = await runAoi(['doctor', directory])
  expect(exitCode).toBe(1)
  expect(stdout).toContain(loss)
  const before = server.requests.length
  expect(await waitForState(await start(), 'closed')).toMatchObject({
    reason: 'storageFailed',
    desc: expect.stringContaining(`${loss}: \`aoi doctor\``),
  })
  // No new token was registered silently, and the journal is unchanged.
  expect(server.requests).toHaveLength(before)
  expect((await runAoi(['doctor', directory])).exitCode).toBe(1)
})

it('reports that there is no journal', async () => {
  expect(await runAoi(['doctor', '/nowhere'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('the journal cannot be read'),
  })
})

it('names the doctor of the server where a server has its data', async () => {
  const { base } = await useState()
  await writeFile(join(base, 'aoi.lock'), '')
  const { exitCode, stderr } = await runAoi(['doctor'], { env: { XDG_STATE_HOME: base, AOI_DATA_DIR: base } })
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: `For the AOI Server on ${base}: aoi admin doctor\n`,
  })
})
