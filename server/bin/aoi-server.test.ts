import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { refuseNode } from './node-version.mjs'

const PROGRAM = fileURLToPath(new URL('aoi-server.mjs', import.meta.url))

function runServer(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' })
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
    for (const text of ['--env FILE', '--version', 'AOI_DATA_DIR', '2  the command line is not valid'])
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
