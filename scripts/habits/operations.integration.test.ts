import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAoi } from '../../client/command/testing/run-aoi.ts'
import { createAoiClient, memoryStorage } from '../../client/index.ts'
import { TEST_PASSWORD } from '../../server/testing/dashboard-caller.ts'
import { ServerProcess } from '../../server/testing/server-process.ts'
import { makeTemporaryDirectory } from '../../server/testing/temporary-database.ts'
import { root } from './documents.ts'
import {
  listCommandLines,
  listUnmarkedBlocks,
  RUN_ELSEWHERE,
  readCommandLine,
} from './operations-commands.ts'

const run = promisify(execFile)
const APPLICATION = 'com.example.news'
const ADMIN = 'ada@example.com'
const OTHER = 'grace@example.com'

/** A command of the document, the values of its placeholders, and the output that it must have. */
type Step = { command: string; fill?: () => Record<string, string>; prints: RegExp }

/** The outputs of the commands so far. */
const outputs = new Map<string, string>()
let server: ServerProcess
let scratch: Awaited<ReturnType<typeof makeTemporaryDirectory>>
const directory = process.cwd()
const known = { token: '', notificationId: '' }

/** The text that a pattern finds in the output of an earlier command. */
function printed(command: string, pattern: RegExp): string {
  const found = pattern.exec(outputs.get(command) ?? '')?.[0]
  if (found === undefined) throw new Error(`${command} printed nothing like ${pattern}`)
  return found
}

/** In this order, because some commands need what others have made. */
const BESIDE_A_SERVER: readonly Step[] = [
  { command: 'npx aoi-server --health', prints: /^$|ok|healthy/i },
  { command: 'npx aoi admin operators setup-code', prints: /^[\w-]{8,}$/m },
  { command: 'npx aoi admin status', prints: /identity/ },
  {
    command: 'npx aoi admin keys create --name newsroom --application com.example.news',
    prints: /^aoi_sk_\S+$/m,
  },
  {
    command:
      'npx aoi admin keys create --name door --application com.example.home --topic alarm --per-minute 10 --per-day 100',
    prints: /^aoi_sk_\S+$/m,
  },
  { command: 'npx aoi admin keys list', prints: /newsroom[\s\S]*door|door[\s\S]*newsroom/ },
  {
    command: "npx aoi admin codes create --name 'phones of the shop' --uses 20 --expires-in 7",
    prints: /\S{8,}/,
  },
  { command: 'npx aoi admin vapid-keys list', prints: /current/ },
  { command: 'npx aoi admin vapid-keys rotate', prints: /^B[\w-]{86}$/m },
  { command: 'npx aoi admin codes list', prints: /phones of the shop/ },
  {
    command: 'npx aoi admin codes revoke <id>',
    fill: () => ({ '<id>': printed('npx aoi admin codes list', /[\w-]{16,}/) }),
    prints: /revoked/,
  },
  {
    command: 'npx aoi admin admin-keys create --name terraform --scope keys:write operators:read',
    prints: /^aoi_ak_\S+$/m,
  },
  { command: 'npx aoi admin admin-keys list', prints: /terraform/ },
  {
    command: "curl -H 'Authorization: Bearer aoi_ak_…' https://push.example.org/api/v1/admin/api-keys",
    fill: () => ({
      'aoi_ak_…': printed(
        'npx aoi admin admin-keys create --name terraform --scope keys:write operators:read',
        /aoi_ak_\S+/,
      ),
      'https://push.example.org': server.url,
    }),
    prints: /"newsroom"/,
  },
  {
    command: 'npx aoi admin admin-keys revoke <id>',
    fill: () => ({ '<id>': printed('npx aoi admin admin-keys list', /[\w-]{16,}/) }),
    prints: /revoked/,
  },
  { command: 'curl --unix-socket data/aoi.sock http://localhost/metrics', prints: /^aoi_ready 1$/m },
  { command: 'npx aoi admin operators list', prints: /ada@example\.com/ },
  {
    command: 'npx aoi admin operators invite <e-mail> --role admin',
    fill: () => ({ '<e-mail>': OTHER }),
    prints: /invitation/,
  },
  {
    command: 'npx aoi admin operators reset <e-mail>',
    fill: () => ({ '<e-mail>': OTHER }),
    prints: /^\S{12,}$/m,
  },
  {
    command: 'npx aoi admin operators remove <e-mail>',
    fill: () => ({ '<e-mail>': OTHER }),
    prints: /removed/,
  },
  { command: 'npx aoi admin clients list', prints: /ac_/ },
  { command: 'npx aoi admin tokens list', prints: /com\.example\.news/ },
  {
    command: 'npx aoi admin tokens show <token>',
    fill: () => ({ '<token>': known.token }),
    prints: /com\.example\.news/,
  },
  {
    command: 'npx aoi admin erase --notification ID',
    fill: () => ({ ID: known.notificationId }),
    prints: /1/,
  },
  { command: 'npx aoi admin erase --token TOKEN', fill: () => ({ TOKEN: known.token }), prints: /0|1/ },
  {
    command: 'npx aoi admin erase --application NAME --dry-run',
    fill: () => ({ NAME: APPLICATION }),
    prints: /0/,
  },
  {
    command: 'npx aoi admin erase --aoi-client ID --reason "the person asked for it"',
    fill: () => ({ ID: printed('npx aoi admin clients list', /ac_[\w-]+/) }),
    prints: /0/,
  },
  { command: 'npx aoi admin audit export > audit.ndjson', prints: /operator/ },
  {
    command: 'npx aoi admin audit export --after 1200 >> audit.ndjson',
    fill: () => ({ 1200: '3' }),
    prints: /operator/,
  },
  { command: 'npx aoi admin audit verify', prints: /the chain is whole/ },
  {
    command: 'npx aoi admin audit verify --known ID:HASH',
    fill: () => ({ 'ID:HASH': printed('npx aoi admin audit verify', /\d+:[0-9a-f]{64}/) }),
    prints: /the chain is whole/,
  },
  { command: 'npx aoi admin verify', prints: /no fault found/ },
  { command: 'npx aoi admin backup ../aoi-backup-1', prints: /aoi-backup-1/ },
  { command: 'npx aoi admin backup ../aoi-backup-before', prints: /aoi-backup-before/ },
  { command: 'npx aoi admin verify ../aoi-backup-1', prints: /no fault found/ },
  { command: 'npx aoi admin audit verify ../aoi-backup-1', prints: /the chain is whole/ },
  { command: 'npx aoi admin doctor', prints: /no fault found/ },
  { command: 'npx aoi admin epoch renew', prints: /epoch/ },
  {
    command: 'npx aoi admin keys revoke <id>',
    fill: () => ({ '<id>': printed('npx aoi admin keys list', /[\w-]{16,}/) }),
    prints: /revoked/,
  },
  {
    command: 'npx aoi admin clients revoke <AOI Client ID>',
    fill: () => ({ '<AOI Client ID>': printed('npx aoi admin clients list', /ac_[\w-]+/) }),
    prints: /revoked/,
  },
]

const WITHOUT_A_SERVER: readonly Step[] = [
  { command: 'npx aoi admin restore ../aoi-backup-1', prints: /restored/ },
  { command: 'npx aoi admin restore ../aoi-backup-1 --replace', prints: /former data/ },
]

beforeAll(async () => {
  scratch = await makeTemporaryDirectory()
  const folder = join(scratch.path, 'server')
  await mkdir(folder)
  process.chdir(folder)
  server = await ServerProcess.start({ dataDirectory: join(folder, 'data') })
})

afterAll(async () => {
  process.chdir(directory)
  await server.remove()
  await scratch.remove()
})

/** Makes an operator from a setup code or an invitation. */
async function acceptOperator(code: string, email: string): Promise<void> {
  const { status } = await fetch(`${server.url}/api/auth/accept`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: TEST_PASSWORD, code, name: 'Somebody' }),
  })
  expect(status).toBe(200)
}

/** A device, its token and a notification that it has got. */
async function sendOne(): Promise<void> {
  const aoiClient = createAoiClient({ serverUrl: server.url, storage: memoryStorage() })
  const { token } = await aoiClient.register({ applicationName: APPLICATION })
  const sent = await runAoi(['send', '--server', server.url, token, '"hello"', '--json'], {
    env: {
      AOI_KEY: printed('npx aoi admin keys create --name newsroom --application com.example.news', /\S+/),
    },
  })
  expect(sent).toMatchObject({ exitCode: 0 })
  known.token = token
  known.notificationId = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(sent.stdout)?.[0] ?? ''
  await aoiClient.close()
}

/** Does what a person does between two commands. */
async function act(command: string): Promise<void> {
  if (command.endsWith('operators setup-code'))
    await acceptOperator(outputs.get(command)?.trim() ?? '', ADMIN)
  if (command.endsWith('--application com.example.news')) await sendOne()
  if (command.includes('operators invite'))
    await acceptOperator(printed(command, /(?<=[#=/])[\w-]{16,}$/m), OTHER)
}

async function perform({
  command,
  fill,
}: Step): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  // No value has a character that means something to a shell.
  const values = Object.entries(fill?.() ?? {})
  const filled = values.reduce((text, [name, value]) => text.replace(name, value), command)
  const { words, output } = readCommandLine(filled)
  const [program, ...argv] = words
  if (program === 'curl') {
    const { stdout, stderr } = await run('curl', ['--fail', '--silent', ...argv])
    return { exitCode: 0, stdout, stderr }
  }
  if (argv[0] === 'aoi-server') {
    const bin = join(root, 'server/bin/aoi-server.mjs')
    const env = { ...process.env, PORT: new URL(server.url).port, AOI_PUBLIC_URL: server.url }
    const { stdout, stderr } = await run(process.execPath, [bin, ...argv.slice(1)], { env })
    return { exitCode: 0, stdout, stderr }
  }
  expect([program, argv[0]]).toEqual(['npx', 'aoi'])
  const done = await runAoi(argv.slice(1))
  if (output !== undefined) (output.adds ? appendFileSync : writeFileSync)(output.path, done.stdout)
  return done
}

async function check(step: Step): Promise<void> {
  const { exitCode, stdout, stderr } = await perform(step)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) })
  expect(stdout).toMatch(step.prints)
  outputs.set(step.command, stdout)
  await act(step.command)
}

function titled(steps: readonly Step[]): [string, Step][] {
  return steps.map((step) => [step.command, step])
}

describe('the commands of docs/operations.md', () => {
  it.each(titled(BESIDE_A_SERVER))('“%s” works beside a server', (_, step) => check(step))

  it('an export that goes on has no row twice', () => {
    const ids = readFileSync('audit.ndjson', 'utf8')
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row).id)
    // The second export began after row 3, and the file has all rows from the first one.
    expect(ids.slice(0, 4)).toEqual([1, 2, 3, 4])
    expect(ids.filter((id) => id === 3)).toHaveLength(1)
  })

  it.each(titled(WITHOUT_A_SERVER))('“%s” works once the server is stopped', async (_, step) => {
    await server.run.end('SIGTERM')
    if (!step.command.endsWith('--replace')) renameSync('data', 'data-former')
    await check(step)
  })

  it('are run here or by the named test, and each one that is run is in the document', () => {
    const here = [...BESIDE_A_SERVER, ...WITHOUT_A_SERVER].map(({ command }) => command)
    const elsewhere = RUN_ELSEWHERE.flatMap(({ commands }) => commands)
    const inText = elsewhere.filter((command) => command.startsWith('docker exec'))
    const all = [...here, ...elsewhere].filter((command) => !inText.includes(command))
    expect(listCommandLines('docs/operations.md').sort()).toEqual(all.sort())
    expect(listUnmarkedBlocks()).toEqual([])
    const isNamed = ({ test, by }: (typeof RUN_ELSEWHERE)[number]) =>
      existsSync(join(root, test)) && readFileSync(join(root, test), 'utf8').includes(by)
    expect(RUN_ELSEWHERE.filter((entry) => !isNamed(entry))).toEqual([])
  })
})
