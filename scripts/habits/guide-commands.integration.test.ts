import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAoi, startAoi } from '../../client/command/testing/run-aoi.ts'
import { createAoiClient, memoryStorage } from '../../client/index.ts'
import { ServerProcess } from '../../server/testing/server-process.ts'
import { makeTemporaryDirectory } from '../../server/testing/temporary-database.ts'
import { listCommandLines, readCommandLine } from './operations-commands.ts'

const run = promisify(execFile)
const DOCUMENTS = ['README.md', 'docs/send.md', 'docs/receive.md', 'docs/troubleshoot.md']
/** Commands that go on until they are stopped, and the line that shows that they work. */
const LASTING: readonly [RegExp, RegExp][] = [
  [/^aoi listen .*--json/, /"clientAppToken"|"token"|^$/],
  [/^aoi listen/, /[gu]1\S{40,}/],
  [/^aoi daemon/, /\.sock/],
]

/** Commands that the test of `docs/operations.md` runs. */
const elsewhere = new Set(listCommandLines('docs/operations.md'))
const directory = process.cwd()
let scratch: Awaited<ReturnType<typeof makeTemporaryDirectory>>
let server: ServerProcess
let member: ReturnType<typeof createAoiClient>
let values: readonly [RegExp, string][] = []

beforeAll(async () => {
  scratch = await makeTemporaryDirectory()
  process.chdir(scratch.path)
  server = await ServerProcess.start({ dataDirectory: `${scratch.path}/data` })
  const application = 'com.example.news'
  member = createAoiClient({ serverUrl: server.url, storage: memoryStorage() })
  const registration = await member.register({
    applicationName: application,
    tokenSeed: 'a long and secret seed',
  })
  registration.onNotification(() => undefined)
  const { token } = registration
  const key = await server.createKey(application)
  const hook = await server.callAdmin('hooks.create', {
    name: 'guide',
    clientAppToken: token,
    shape: 'plain',
  })
  const send = ['send', '--server', server.url, '--at', new Date(Date.now() + 600_000).toISOString()]
  const sent = await runAoi([...send, '--json', token, '"later"'], { env: { AOI_KEY: key } })
  const [id = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(sent.stdout) ?? []
  values = [
    [/http:\/\/127\.0\.0\.1:3000|SERVER/g, server.url],
    [/aoi_in_…/g, String(hook.address)],
    [/g1…|\bTOKEN\b/g, token],
    [/(?<==|Bearer )(?:aoi_sk_…|AOI_KEY\b)/g, key],
    [/\bNOTIFICATION\b/g, id],
    [/2026-12-24T18:00:00\+01:00/g, new Date(Date.now() + 3_600_000).toISOString()],
  ]
})

afterAll(async () => {
  await member.close()
  process.chdir(directory)
  await server.remove()
  await scratch.remove()
})

/** Fills in the values of this server, and splits off the variables before the command. */
function prepare(command: string): { words: string[]; env: Record<string, string> } {
  const filled = values.reduce((text, [place, value]) => text.replaceAll(place, value), command)
  const [, variables = '', rest = ''] = /^((?:[A-Z_]+=\S+ )*)(.*)$/.exec(filled) ?? []
  const key = values.find(([place]) => place.source.includes('aoi_sk_'))?.[1] ?? ''
  const given = [...variables.matchAll(/([A-Z_]+)=(\S+) /g)].map(([, name = '', value = '']) => [name, value])
  const env = { HOME: scratch.path, AOI_KEY: key, ...Object.fromEntries(given) }
  return { words: readCommandLine(rest).words, env }
}

async function perform(command: string): Promise<void> {
  const { words, env } = prepare(command)
  if (words[0] === 'curl') {
    await run('curl', ['--fail', '--silent', '--show-error', ...words.slice(1)])
    return
  }
  expect(words.slice(0, 2)).toEqual(['npx', 'aoi'])
  const argv = words.slice(2)
  const [, shows] = LASTING.find(([pattern]) => pattern.test(words.slice(1).join(' '))) ?? []
  if (shows === undefined) {
    const { exitCode, stderr } = await runAoi(argv, { env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) })
    return
  }
  const started = startAoi(argv, { env })
  const early = started.ended.then((code) => `ended with ${code}: ${started.stderr}`)
  const shown = expect.poll(() => started.stdout, { timeout: 20_000 }).toMatch(shows)
  expect(await Promise.race([Promise.resolve(shown).then(() => 'shown'), early])).toBe('shown')
  started.stop()
  await started.ended
}

describe.each(DOCUMENTS)('%s', (document) => {
  const commands = listCommandLines(document).filter((command) => !elsewhere.has(command))

  it('has commands', () => expect(listCommandLines(document)).not.toEqual([]))

  it.each(commands)('“%s” works', perform)
})
