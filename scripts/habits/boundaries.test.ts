import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')

type Snippet = { room: string; source: string; message: string; extension?: 'ts' | 'tsx' }

const REFUSED: readonly Snippet[] = [
  { room: 'protocol', source: "import '#server/env.ts'", message: 'protocol/ is the contract' },
  { room: 'protocol', source: "import '../server/core/clock.ts'", message: 'protocol/ is the contract' },
  { room: 'protocol', source: "import 'hono'", message: 'protocol/ is the contract' },
  { room: 'server/core', source: "import '#server/db/store.ts'", message: 'server/core is the domain' },
  { room: 'server/core', source: "import '../hub/hub.ts'", message: 'server/core is the domain' },
  { room: 'server/core', source: "import '../../env.ts'", message: 'server/core is the domain' },
  { room: 'server/core', source: "import '#server/testing/clock.ts'", message: 'server/core is the domain' },
  { room: 'server/core', source: "import '#server/services.ts'", message: 'server/core is the domain' },
  { room: 'server/core', source: "import 'next/server'", message: 'server/core knows no framework' },
  { room: 'server/core', source: "import 'react'", message: 'server/core knows no framework' },
  { room: 'server/core', source: "import '@prisma/client'", message: 'server/core knows no framework' },
  { room: 'server/core', source: "import 'socket.io'", message: 'server/core knows no framework' },
  { room: 'server/core', source: "import 'pino'", message: 'server/core knows no framework' },
  {
    room: 'server/core',
    source: "import 'rate-limiter-flexible'",
    message: 'server/core knows no framework',
  },
  { room: 'server/core', source: "import 'node:fs'", message: 'server/core knows no framework' },
  { room: 'server/core', source: 'export const at = Date.now()', message: 'use clock.now()' },
  { room: 'server/core', source: 'export const at = new Date()', message: 'use clock.now()' },
  {
    room: 'server/core',
    source: 'setTimeout(() => undefined, 1)',
    message: 'the global variable setTimeout',
  },
  { room: 'server/operators', source: 'export const now = Date.now', message: 'use clock.now()' },
  { room: 'server/db', source: 'export const at = performance.now()', message: 'use clock.now()' },
  { room: 'server/db', source: "import 'node:timers/promises'", message: 'use clock.now()' },
  { room: 'server/hub', source: 'setInterval(() => undefined, 1)', message: 'use clock.now()' },
  { room: 'server/core', source: 'export const p = process.pid', message: 'the global variable process' },
  { room: 'server/http', source: "import '#server/db/store.ts'", message: 'server/http is an adapter' },
  { room: 'server/http', source: "import '#server/hub/hub.ts'", message: 'server/http is an adapter' },
  { room: 'server/http', source: "import '#server/testing/clock.ts'", message: 'server/http is an adapter' },
  { room: 'server/http', source: "import '@prisma/client'", message: 'server/http knows Hono alone' },
  { room: 'server/hub', source: "import '#server/http/api.ts'", message: 'server/hub is an adapter' },
  { room: 'server/hub', source: "import '../db/store.ts'", message: 'server/hub is an adapter' },
  { room: 'server/hub', source: "import 'hono'", message: 'server/hub knows Socket.IO alone' },
  { room: 'server/hub/wire', source: "import '../session/session.ts'", message: 'server/hub/wire encodes' },
  { room: 'server/hub/wire', source: "import '#server/db/store.ts'", message: 'server/hub is an adapter' },
  { room: 'server/hub/log', source: "import '../fan-out/fan-out.ts'", message: 'server/hub/log is the log' },
  {
    room: 'server/hub/session',
    source: "import '../hub.ts'",
    message: 'server/hub/session is one AOI Client',
  },
  {
    room: 'server/hub/fan-out',
    source: "import '#server/hub/door/handshake.ts'",
    message: 'server/hub/fan-out sends to the members',
  },
  {
    room: 'server/hub/door',
    source: "import '../upkeep/heartbeat.ts'",
    message: 'server/hub/door is the door',
  },
  {
    room: 'server/hub/upkeep',
    source: "import '../door/handshake.ts'",
    message: 'server/hub/upkeep is the periodic work',
  },
  {
    room: 'server/front',
    source: "import '../hub/hub.ts'",
    message: 'server/front is in front of every door',
  },
  { room: 'server/front', source: "import 'hono'", message: "server/front knows Node's HTTP alone" },
  { room: 'server/bus', source: "import '#server/hub/hub.ts'", message: 'server/bus is an adapter' },
  { room: 'server/bus', source: "import 'hono'", message: 'server/bus knows Redis alone' },
  {
    room: 'server/outbound',
    source: "import '#server/ops/every.ts'",
    message: 'server/outbound is an adapter',
  },
  { room: 'server/outbound', source: "import 'hono'", message: "server/outbound knows Node's HTTP alone" },
  { room: 'server/core', source: "import '../bus/relay.ts'", message: 'server/core is the domain' },
  { room: 'server/hub', source: "import '../autopush/browser-line.ts'", message: 'server/hub is an adapter' },
  {
    room: 'server/autopush',
    source: "import '#server/http/api.ts'",
    message: 'server/autopush is an adapter',
  },
  { room: 'server/autopush', source: "import 'socket.io'", message: 'server/autopush knows websockets' },
  {
    room: 'server/push-services',
    source: "import '../autopush/browser-line.ts'",
    message: 'server/push-services is an adapter',
  },
  {
    room: 'server/push-services',
    source: "import 'socket.io'",
    message: 'server/push-services calls through the port',
  },
  {
    room: 'server/hub',
    source: "import '../push-services/push-queue.ts'",
    message: 'server/hub is an adapter',
  },
  { room: 'server/db', source: "import '#server/hub/hub.ts'", message: 'server/db is an adapter' },
  { room: 'server/db', source: "import 'socket.io'", message: 'server/db knows Prisma' },
  { room: 'server/ops', source: "import '#server/http/api.ts'", message: 'server/ops imports server/core' },
  {
    room: 'server/operators',
    source: "import '#server/db/store.ts'",
    message: 'server/operators is an adapter',
  },
  { room: 'server', source: "import './testing/clock.ts'", message: 'server/testing is for tests' },
  { room: 'server', source: "import '../client/index.ts'", message: "The server's entries" },
  { room: 'app/api', source: "import '#server/testing/clock.ts'", message: 'server/testing is for tests' },
  { room: 'app', extension: 'tsx', source: "import '#server/services.ts'", message: 'Pages and components' },
  { room: 'components', source: "import '../server/core/clock.ts'", message: 'Pages and components' },
  { room: 'client', source: "import '#protocol'", message: 'client/ is a package of its own' },
  {
    room: 'client',
    source: "import '../server/core/clock.ts'",
    message: 'client/ imports protocol/ and itself',
  },
  { room: 'client', source: 'export const e = process.env.HOME', message: "Don't use process.env" },
  { room: 'server/http', source: 'export const e = process.env.HOME', message: "Don't use process.env" },
  {
    room: 'server/db',
    source: 'async function write() {}\nexport function go() {\n  write()\n}',
    message: 'A "floating" Promise',
  },
  { room: 'server/db', source: 'export const x: any = 1', message: 'Unexpected any' },
  { room: 'server/db', source: 'export const f = (x?: string) => x!.length', message: 'non-null assertion' },
]

const ALLOWED: readonly Omit<Snippet, 'message'>[] = [
  { room: 'protocol', source: "import 'zod'\nimport './limits.ts'" },
  {
    room: 'server/core',
    source: "import '#protocol'\nimport '#server/core/clock.ts'\nimport '../errors.ts'",
  },
  { room: 'server/core', source: "import 'node:crypto'\nimport '@node-rs/argon2'" },
  { room: 'server/http', source: "import '#server/core/clock.ts'\nimport '#protocol'\nimport 'hono'" },
  {
    room: 'server/hub',
    source: "import '#server/core/clock.ts'\nimport '#server/ops/log.ts'\nimport 'socket.io'",
  },
  {
    room: 'server/hub/fan-out',
    source: "import '../session/delivery.ts'\nimport '../log/log-tail.ts'\nimport '#server/core/clock.ts'",
  },
  { room: 'server/hub/upkeep', source: "import '../hub.ts'\nimport '../session/session.ts'" },
  { room: 'server/front', source: "import '../ops/warnings.ts'\nimport '#protocol'\nimport 'node:http'" },
  {
    room: 'server/db',
    source: "import '#server/core/store.ts'\nimport '@prisma/client'\nimport './generated/client.ts'",
  },
  { room: 'server', source: "import './http/api.ts'\nimport './hub/hub.ts'\nimport 'next'" },
  { room: 'app/api', source: "import '#server/services.ts'\nimport '#server/http/api.ts'" },
  { room: 'app', source: "import '#server/services.ts'" },
  { room: 'app', source: "import '#components/page.tsx'\nimport '#protocol'\nimport 'next/server'" },
  { room: 'client', source: "import '../protocol/index.ts'\nimport 'socket.io-client'" },
]

type Diagnostic = { severity: string; message: string; location: { path: string } }

let folder = ''
let diagnostics: Diagnostic[] = []

/** One run of the linter checks all rooms. They lie in an empty folder that has only the linter's own files. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-boundaries-'))
  for (const file of ['biome.json', 'scripts/habits/time-by-clock.grit'])
    cpSync(join(root, file), join(folder, file))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  for (const [index, snippet] of REFUSED.entries()) writeSnippet(snippet, `refused-${index}`)
  for (const [index, snippet] of ALLOWED.entries()) writeSnippet(snippet, `allowed-${index}`)
  writeSnippet({ room: 'server/core', source: 'export const one = 1' }, 'NotKebab')
  const args = [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none']
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  diagnostics = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
})

afterAll(() => rmSync(folder, { recursive: true }))

function writeSnippet({ room, source, extension = 'ts' }: Omit<Snippet, 'message'>, name: string): void {
  const path = join(folder, room, `${name}.${extension}`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${source}\n`)
}

/** Returns the linter's error messages about one file. */
function errorsOf(path: string): string[] {
  return diagnostics
    .filter(({ severity, location }) => severity === 'error' && location.path === path)
    .map((diagnostic) => diagnostic.message)
}

test.each(REFUSED.map((snippet, index) => ({ ...snippet, index })))(
  'refuses in $room: $source',
  ({ room, message, index, extension = 'ts' }) => {
    expect(errorsOf(`${room}/refused-${index}.${extension}`).join('\n')).toContain(message)
  },
)

test.each(ALLOWED.map((snippet, index) => ({ ...snippet, index })))(
  'allows in $room: $source',
  ({ room, index }) => {
    expect(errorsOf(`${room}/allowed-${index}.ts`)).toEqual([])
  },
)

test('refuses a file name that is not kebab-case', () => {
  expect(errorsOf('server/core/NotKebab.ts').join('\n')).toContain('kebab-case')
})

test('the aoi command is committed as an executable, because npm links it during installation', () => {
  expect(execFileSync('ls', ['-l', join(root, 'client/bin/aoi.mjs')], { encoding: 'utf8' })).toMatch(/^-rwx/)
})
