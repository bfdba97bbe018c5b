import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '#server/testing/free-port.ts'
import { makeDebianPackage } from './debian-package.ts'
import { installInDebian } from './debian-tree.ts'
import { serve } from './first-notification.ts'
import { hasProgram } from './has-program.ts'
import { makeServerPackage } from './server-package.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const UNIT = fileURLToPath(new URL('debian/aoi-server.service', import.meta.url))
const LARGEST_EXPOSURE = 1.5
const DATA = '/var/lib/aoi-server'

it.skipIf(!hasProgram('systemd-analyze'))(
  `has a unit with an exposure of at most ${LARGEST_EXPOSURE}, as systemd-analyze measures it`,
  async () => {
    const { stdout } = await run('systemd-analyze', ['security', '--offline=yes', '--no-pager', UNIT])
    const [, exposure] = /exposure level for aoi-server\.service: ([\d.]+)/.exec(stdout) ?? []
    expect(Number(exposure)).toBeLessThanOrEqual(LARGEST_EXPOSURE)
  },
)

describe.skipIf(!hasProgram('dpkg-deb'))('the package for Debian', () => {
  let folder = ''
  let path = ''
  const make = (name: string) => {
    const destination = join(folder, name)
    mkdirSync(destination)
    return makeDebianPackage({ root, server: join(folder, 'server'), destination, time: 1_764_000_000 })
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aoi-debian-'))
    await run(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: root })
    await makeServerPackage(root, join(folder, 'server'))
    path = make('first')
  }, 900_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000)

  it('has the same bytes when it is made twice, and belongs to root', async () => {
    expect(hash(make('second'))).toBe(hash(path))
    const { stdout } = await run('dpkg-deb', ['--contents', path], { maxBuffer: 2 ** 24 })
    const owners = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/)[1])
    expect(owners.length).toBeGreaterThan(1000)
    expect(new Set(owners)).toEqual(new Set(['root/root']))
  })

  it('installs in Debian with a user of its own, serves as that user, and leaves the data when it is purged', async ({
    skip,
  }) => {
    const isRoot = process.getuid?.() === 0
    if (!isRoot || !hasProgram('mmdebstrap')) {
      console.log('package: does not install in a tree of Debian: this needs root and mmdebstrap')
      return skip('needs root and mmdebstrap')
    }
    const tree = join(folder, 'tree')
    await installInDebian(tree, path)
    await run('mount', ['-t', 'proc', '-o', 'subset=pid', 'proc', join(tree, 'proc')])
    onTestFinished(() => void spawnSync('umount', [join(tree, 'proc')]))
    const inTree = async (...words: string[]) => (await run('chroot', [tree, ...words])).stdout

    expect(await inTree('systemctl', 'is-enabled', 'aoi-server')).toBe('enabled\n')
    expect(await inTree('stat', '-c', '%U %a', '/etc/default/aoi-server')).toBe('root 600\n')
    await inTree('install', '-d', '-o', 'aoi', '-g', 'aoi', '-m', '700', DATA)
    const port = await findFreePort()
    const url = `http://127.0.0.1:${port}`
    const server = await serve(
      ['chroot', tree, 'setpriv', '--reuid=aoi', '--regid=aoi', '--clear-groups', '/usr/bin/aoi-server'],
      {
        env: {
          NODE_ENV: 'production',
          PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
          PORT: String(port),
          AOI_DATA_DIR: DATA,
        },
      },
    )
    onTestFinished(() => void server.end('SIGKILL'))

    const { key } = JSON.parse(
      await inTree(...['aoi-admin', 'keys', 'create', '--name', 'n', '--application', 'app', '--json']),
    ) as { key: string }
    expect(key).toMatch(/^aoi_sk_/)
    expect(await (await fetch(`${url}/api/ready`)).json()).toMatchObject({ status: 'ready' })
    expect(await server.end('SIGTERM')).toBe(0)
    expect(await inTree('stat', '-c', '%U', `${DATA}/aoi.db`)).toBe('aoi\n')

    await inTree('dpkg', '--purge', 'aoi-server')
    expect(await inTree('ls', DATA)).toContain('aoi.db')
  }, 600_000)
})

function hash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
