import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { readEnv } from '#server/env.ts'
import { findFreePort } from '#server/testing/free-port.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { askHealth, findAddress } from './ask-health.mjs'
import { refuseNode } from './node-version.mjs'

const PROGRAM = fileURLToPath(new URL('aoi-server.mjs', import.meta.url))

function runServer(...args: string[]) {
  return runServerWith({}, ...args)
}

function runServerWith(variables: Readonly<Record<string, string>>, ...args: string[]) {
  const env = { ...process.env, ...variables }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    env,
  })
  return { status, stdout, stderr }
}

describe('aoi-server', () => {
  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(runServer('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('prints its options and exit codes', () => {
    const { status, stdout } = runServer('--help')
    expect(status).toBe(0)
    for (const text of [
      '--env FILE',
      '--health',
      '--version',
      'AOI_DATA_DIR',
      '2  the command line is not valid',
    ])
      expect(stdout).toContain(text)
  })

  it.each([['--bogus'], ['bogus'], ['--env'], ['--version=1']])(
    'refuses the command line %s in one sentence, with exit code 2',
    (word) => {
      const { status, stdout, stderr } = runServer(word)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toMatch(/^aoi-server: [^\n]+ \(see `aoi-server --help`\)\n$/)
    },
  )

  it('names a file of variables that it cannot read, with exit code 1', () => {
    expect(runServer('--env', 'absent.env')).toEqual({
      ...{ status: 1, stdout: '' },
      stderr: 'aoi-server: --env absent.env cannot be read: ENOENT\n',
    })
  })
})

test.each(['18.20.8', '20.18.3'])('refuses Node %s in one sentence', (version) => {
  expect(refuseNode(version)).toBe(
    `The AOI Server needs Node 20.19 or later; this is ${version}. Node 24 is recommended.`,
  )
})

test.each(['20.19.0', '22.23.5', '24.0.0'])('accepts Node %s', (version) => {
  expect(refuseNode(version)).toBeUndefined()
})

describe('aoi-server --health', () => {
  it('says nothing while the server answers, also when it listens on every address', async () => {
    const server = await startTestServer({ env: { HOST: '0.0.0.0' } })
    onTestFinished(() => server.stop())
    const { port } = new URL(server.url)
    expect(await askHealth({ PORT: port, HOST: '0.0.0.0' })).toBeUndefined()
    expect(await askHealth({ PORT: port })).toBeUndefined()
  })

  it('names the address at which nothing answers, with exit code 1', async () => {
    const PORT = String(await findFreePort())
    const { status, stdout, stderr } = runServerWith({ PORT, HOST: '' }, '--health')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(`aoi-server: no server answers on port ${PORT} of 127.0.0.1: ECONNREFUSED\n`)
  })

  it('refuses a port that it cannot ask', async () => {
    expect(await askHealth({ PORT: '0' })).toBe('PORT: must be from 1 to 65535 for --health, not 0')
  })

  it('asks where the server listens without these variables', () => {
    const { port, host } = readEnv({})
    expect(findAddress({})).toEqual({ port, host })
  })

  it('asks at the first of several addresses', () => {
    expect(findAddress({ PORT: '1', AOI_LISTEN: '[::]:80, unix:/run/aoi.sock' })).toEqual({
      host: '::1',
      port: 80,
    })
    expect(findAddress({ AOI_LISTEN: 'unix:/run/aoi.sock' })).toEqual({ socketPath: '/run/aoi.sock' })
  })
})
