import { expect, it } from 'vitest'
import { runAoi } from './testing/run-aoi.ts'

const TOKEN = `g1${'A'.repeat(43)}`
const SERVER = ['--server', 'http://127.0.0.1:1023']

const WRONG_LINES: [argv: string[], message: RegExp][] = [
  [[], /a command is missing: `aoi --help`/],
  [['frobnicate'], /`aoi` has no command "frobnicate": see `aoi --help`/],
  [['toString'], /`aoi` has no command "toString"/],
  [['admin'], /a command is missing: `aoi admin --help`/],
  [['admin', 'keys', 'frobnicate'], /`aoi admin keys` has no command "frobnicate"/],
  [['listen'], /--server \(see `aoi listen --help`\)/],
  [['listen', ...SERVER], /--app/],
  [['listen', ...SERVER, '--app'], /--app/],
  [['listen', ...SERVER, '--app', ''], /--app: must be 1 to 255 bytes/],
  [['listen', ...SERVER, '--app', 'a', '--seed', ''], /--seed: must be 1 to 1024 bytes/],
  [
    ['listen', ...SERVER, '--app', 'a', '--seed', 'fifteen bytes..'],
    /--seed: must be at least 16 bytes.*--new-seed/,
  ],
  [
    ['listen', ...SERVER, '--app', 'a', '--new-seed', '--seed', 'x'],
    /--new-seed: cannot be combined with --seed/,
  ],
  [['listen', ...SERVER, '--app', 'a', '--count', '0'], /--count: must be a whole number/],
  [['listen', ...SERVER, '--app', 'a', '--frob'], /--frob/],
  [['listen', ...SERVER, '--app', 'a', 'more'], /unexpected argument "more"/],
  [['listen', '--server', 'ftp://x', '--app', 'a'], /--server: must be an http or https URL/],
  [
    ['listen', '--server', 'http://x/path?a', '--app', 'a'],
    /--server: must be a URL without user, query and fragment, such as http:\/\/x /,
  ],
  [['listen', '--server', 'ws://x', '--app', 'a'], /--server: must be an http or https URL/],
  [['daemon', ...SERVER, '--port', '65536'], /--port: must be a whole number from 0 to 65535/],
  [['send', ...SERVER, '--key', 'k'], /TOKEN/],
  [['send', ...SERVER, TOKEN, '1'], /AOI_KEY/],
  [['send', ...SERVER, '--key', 'k', 'g1x', '1'], /TOKEN: must be a Client App Token/],
  [['send', ...SERVER, '--key', 'k', '--ttl', '-1', TOKEN, '1'], /--ttl/],
  [['send', ...SERVER, '--key', 'k', '--ttl=1.5', TOKEN, '1'], /--ttl: must be a whole number/],
  [['send', ...SERVER, '--key', 'k', '--topic', 'a b', TOKEN, '1'], /--topic: must be 1 to 32 characters/],
  [['send', ...SERVER, '--key', 'k', '--urgency', 'asap', TOKEN, '1'], /urgency/],
  [['send', ...SERVER, '--key', 'k', '--idempotency-key', 'ä', TOKEN, '1'], /--idempotency-key/],
  [['admin', 'keys', 'create', '--application', 'a'], /--name/],
  [
    ['admin', 'keys', 'create', '--name', 'n', '--application', '*'],
    /--application: must be an ApplicationName/,
  ],
  [['admin', 'keys', 'create', '--name', 'n', '--application', 'a', '--expires-in', 'x'], /--expires-in/],
  [['admin', 'keys', 'revoke', 'x'], /ID: must be an API key id/],
  [['admin', 'clients', 'revoke', 'x'], /ID: must be an AOI Client ID/],
  [['admin', 'tokens', 'show', 'x'], /TOKEN: must be a Client App Token/],
]

it.each(WRONG_LINES)('answers %j with exit code 2 and the fault', async (argv, message) => {
  const { exitCode, stdout, stderr } = await runAoi(argv)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^aoi: .+\n$/)
})

it.each(WRONG_LINES)('answers %j with one JSON object if --json is given', async (argv, message) => {
  const { exitCode, stderr } = await runAoi(['--json', ...argv])
  expect(exitCode).toBe(2)
  const { error } = JSON.parse(stderr)
  expect(error.kind).toBe('usage')
  expect(error.message).toMatch(message)
})

const COMMANDS = [
  ['listen'],
  ['send'],
  ['daemon'],
  ['doctor'],
  ['admin'],
  ['admin', 'keys'],
  ['admin', 'keys', 'create'],
  ['admin', 'keys', 'list'],
  ['admin', 'keys', 'revoke'],
  ['admin', 'clients'],
  ['admin', 'clients', 'list'],
  ['admin', 'clients', 'revoke'],
  ['admin', 'tokens'],
  ['admin', 'tokens', 'list'],
  ['admin', 'tokens', 'show'],
  ['admin', 'status'],
  ['admin', 'epoch'],
  ['admin', 'epoch', 'renew'],
]

it.each([[[]], ...COMMANDS.map((path) => [path])])(
  'prints usage, examples and exit codes for %j',
  async (path) => {
    const { exitCode, stdout, stderr } = await runAoi([...path, '--help'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(`USAGE ${['aoi', ...path].join(' ')}`)
    expect(stdout).toMatch(/EXAMPLES\n\n {2}\S/)
    expect(stdout).toMatch(/EXIT CODES\n\n {2}0 .+\n {2}1 .+\n {2}2 .+\n {2}3 .+\n {2}4 .+\n {2}5 .+\n$/)
    expect(stdout, 'colours where no terminal reads').not.toContain('\u001b')
  },
)

it('reads a seed, a key and a data directory from the environment', async () => {
  const seed = await runAoi(['listen', ...SERVER, '--app', 'a'], { env: { AOI_SEED: 'x'.repeat(1025) } })
  expect(seed.stderr).toMatch(/AOI_SEED: must be 1 to 1024 bytes/)
  expect(seed.stderr).not.toContain('xxx')
  const key = await runAoi(['send', ...SERVER, TOKEN, '1'], { env: { AOI_KEY: 'aoi_sk_1_2' } })
  expect(key.exitCode).toBe(3)
  const directory = await runAoi(['admin', 'status'], { env: { AOI_DATA_DIR: '/nowhere/at/all' } })
  expect(directory.stderr).toContain('/nowhere/at/all')
})

it('reports with exit code 3 that no server uses the data directory, and the next step', async () => {
  const { exitCode, stderr } = await runAoi(['admin', 'status', '--data-dir', '/nowhere', '--json'])
  expect(exitCode).toBe(3)
  expect(JSON.parse(stderr).error).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('npm start'),
  })
})

it('keeps the words after -- unchanged', async () => {
  const { exitCode, stderr } = await runAoi(['send', ...SERVER, '--key', 'k', '--', TOKEN, '--help'])
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/no answer from http:\/\/127.0.0.1:1023 \(ECONNREFUSED\)/)
})

it('prints its version', async () => {
  expect(await runAoi(['--version'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})
