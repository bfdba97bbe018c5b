import { execFile, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '#server/testing/free-port.ts'
import { addNode, Buildah, type ImageConfiguration, makeDebianTree } from './buildah.ts'
import { readContainerfile } from './containerfile.ts'
import { installInDebian } from './debian-tree.ts'
import { type Machine, sendFirst, serve } from './first-notification.ts'
import { hasProgram } from './has-program.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGES = join(root, 'dist/packages')
/** From the first command on a new machine to the first notification. */
const MOST_SECONDS = 60
const MOST_MEGABYTES = 300
const NAMESPACE = ['unshare', '--mount', '--pid', '--fork', '--kill-child']
const IMAGE = 'localhost/aoi-server'
/** A container in the kernel's own means: the tree is read-only but for /tmp and the data, the command is process 1. */
const ENTER = `set -e
tree=$1 user=$2 data=$3
mount --make-rprivate /
mount --bind "$tree" "$tree"
mount --bind "$data" "$tree/var/lib/aoi-server"
mount -o remount,bind,ro "$tree"
mount -t tmpfs tmpfs "$tree/tmp"
mount -t proc proc "$tree/proc"
mount --rbind /dev "$tree/dev"
shift 3
exec chroot --userspec="$user" "$tree" "$@"`

const isRoot = process.getuid?.() === 0
const missing = ['buildah', 'mmdebstrap', 'dpkg-deb'].filter((name) => !hasProgram(name))
const obstacle = isRoot
  ? missing.length > 0 && `apt install ${missing.join(' ').replace('dpkg-deb', 'dpkg')}`
  : 'run as root'
if (obstacle !== false)
  console.log(`packages: neither the image nor the package for Debian is tried: ${obstacle}`)

let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-new-machine-'))
  await run(process.execPath, ['--import', 'tsx', 'scripts/package/index.ts'], { cwd: root })
}, 900_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000)

/** Prints the time that a new machine took, and checks it. `before` is the time of a step that was measured apart. */
function report(form: string, { beganAt, before = 0 }: { beganAt: number; before?: number }): void {
  const seconds = before + (performance.now() - beganAt) / 1000
  console.log(`packages: the first notification after ${seconds.toFixed(1)} s, from ${form}`)
  expect(seconds).toBeLessThan(MOST_SECONDS)
}

function findPackage(pattern: RegExp): string {
  const [name] = readdirSync(PACKAGES).filter((each) => pattern.test(each))
  if (name === undefined) throw new Error(`npm run package made nothing like ${pattern}`)
  return join(PACKAGES, name)
}

async function expectFirst(machine: Machine): Promise<void> {
  expect(await sendFirst(machine)).toContain('hello')
}

/** Returns the variables of a server on a free port, and its URL. */
async function choosePort(): Promise<{ PORT: string; url: string }> {
  const PORT = String(await findFreePort())
  return { PORT, url: `http://127.0.0.1:${PORT}` }
}

it('sends its first notification from the package of npm', async () => {
  const { PORT, url } = await choosePort()
  const machine = mkdtempSync(join(folder, 'npm-'))
  // Otherwise npm installs into a folder above that has one.
  writeFileSync(join(machine, 'package.json'), '{}')
  const beganAt = performance.now()
  await run('npm', ['install', findPackage(/^aoi-server-.*\.tgz$/)], { cwd: machine })
  const env = { ...process.env, PORT }
  const { processId, ended } = await serve(['npx', 'aoi-server'], { cwd: machine, env, detached: true })
  onTestFinished(async () => {
    process.kill(-processId, 'SIGTERM')
    await ended
  })
  await expectFirst({
    ...{ url, folder: machine, state: join(machine, 'state') },
    ...{ aoi: ['npx', 'aoi'], admin: ['npx', 'aoi', 'admin'] },
  })
  report('the package of npm', { beganAt })
}, 300_000)

describe.skipIf(obstacle !== false)('the container image', () => {
  let buildah: Buildah
  let image: ImageConfiguration

  beforeAll(async () => {
    buildah = new Buildah(folder)
    const tree = join(folder, 'base')
    mkdirSync(tree)
    await makeDebianTree(tree)
    await buildah.import(tree, 'localhost/base')
    const { certificates, path } = await writeNpmSettings()
    addNode(tree, certificates)
    await buildah.import(tree, 'localhost/node')
    const bases = ['--build-arg=NODE_IMAGE=localhost/node', '--build-arg=BASE_IMAGE=localhost/base']
    const options = [...bases, `--secret=id=npmrc,src=${path}`]
    await buildah.build({ context: root, tag: IMAGE, options })
    image = await buildah.configurationOf(IMAGE)
  }, 900_000)
  afterAll(() => buildah.removeContainers(), 300_000)

  /** Writes a file with the settings by which npm reaches its registry on this machine. */
  async function writeNpmSettings(): Promise<{ certificates: string | undefined; path: string }> {
    const read = async (name: string) =>
      (await run('npm', ['config', 'get', name], { cwd: root })).stdout.trim()
    const [registry, cafile = ''] = [await read('registry'), await read('cafile')]
    const certificates = cafile === 'null' || cafile === '' ? undefined : cafile
    const path = join(folder, 'npmrc')
    writeFileSync(
      path,
      `registry=${registry}\n${certificates === undefined ? '' : `cafile=${certificates}\n`}`,
    )
    return { certificates, path }
  }

  it('has the configuration of the Containerfile', () => {
    const { user, entrypoint, healthCheck, volumes } = readContainerfile()
    expect(image).toMatchObject({ User: user, Entrypoint: entrypoint })
    expect(image.Healthcheck.Test).toEqual(['CMD', ...healthCheck])
    expect(Object.keys(image.Volumes)).toEqual(volumes)
  })

  it('sends its first notification, writes only its data, and drains', async () => {
    const { PORT, url } = await choosePort()
    const beganAt = performance.now()
    const { container, tree } = await buildah.makeContainer(IMAGE)
    const words = buildah.wordsToRun(container, [`PORT=${PORT}`])
    const server = await serve([...words, ...image.Entrypoint])
    onTestFinished(() => void server.end('SIGKILL'))
    await expectFirst({ url, state: '/tmp/state', aoi: [...words, 'aoi'], admin: [...words, 'aoi', 'admin'] })
    report('the container image', { beganAt })
    const [command = '', ...args] = [...words, ...image.Healthcheck.Test.slice(1)]
    await run(command, args)
    process.kill(findLastDescendant(server.processId), 'SIGTERM')
    expect(await server.ended).toBe(0)
    await expect(run(command, args)).rejects.toThrow('no server answers')
    const [user] = image.User.split(':')
    const { stdout } = await run('find', [
      tree,
      '-path',
      `${tree}/tmp`,
      '-prune',
      '-o',
      '-uid',
      user ?? '',
      '-print',
    ])
    expect(stdout.trim().split('\n')).toEqual([join(tree, readContainerfile().volumes[0] ?? '')])
  }, 300_000)

  it(`has at most ${MOST_MEGABYTES} MB`, async () => {
    const { tree } = await buildah.makeContainer(IMAGE)
    const { stdout } = await run('du', ['--summarize', '--bytes', tree])
    const megabytes = Number(stdout.split('\t')[0]) / 1e6
    console.log(`packages: the container image has ${megabytes.toFixed(0)} MB`)
    expect(megabytes).toBeLessThanOrEqual(MOST_MEGABYTES)
  })

  it('serves as process 1 on a root file system that is read-only, and drains', async () => {
    const { PORT, url } = await choosePort()
    const { tree } = await buildah.makeContainer(IMAGE)
    const data = mkdtempSync(join(folder, 'data-'))
    const [uid = 0, gid = 0] = image.User.split(':').map(Number)
    chownSync(data, uid, gid)
    const env = { ...readContainerfile().environment, PORT }
    const enter = ['sh', '-c', ENTER, 'sh', tree, image.User, data]
    const server = await serve([...NAMESPACE, ...enter, ...image.Entrypoint], {
      env: { NODE_ENV: 'production', ...env, PATH: process.env.PATH },
    })
    onTestFinished(() => void server.end('SIGKILL'))
    const [processId = 0] = readChildren(server.processId)
    const status = readFileSync(`/proc/${processId}/status`, 'utf8')
    expect(status).toMatch(/^NSpid:\t\d+\t1$/m)
    expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, 'm'))
    expect(spawnSync('touch', [`/proc/${processId}/root/opt/x`], { encoding: 'utf8' }).stderr).toContain(
      'Read-only',
    )
    expect((await fetch(`${url}/api/ready`)).status).toBe(200)
    expect((await fetch(`${url}/sign-in`)).status).toBe(200)
    process.kill(processId, 'SIGTERM')
    expect(await server.ended).toBe(0)
    expect(readdirSync(data)).toContain('aoi.db')
  }, 300_000)
})

it.skipIf(obstacle !== false)(
  'sends its first notification from the package of Debian',
  async () => {
    const { PORT, url } = await choosePort()
    const tree = join(folder, 'debian')
    const before = await installInDebian(tree, findPackage(/^aoi-server_.*\.deb$/))
    await run('mount', ['-t', 'proc', '-o', 'subset=pid', 'proc', join(tree, 'proc')])
    onTestFinished(() => void spawnSync('umount', [join(tree, 'proc')]))
    const asUser = ['chroot', tree, 'setpriv', '--reuid=aoi', '--regid=aoi', '--clear-groups']
    const data = '/var/lib/aoi-server'
    // systemd makes the directory, and starts the service.
    await run('chroot', [tree, 'install', '-d', '-o', 'aoi', '-g', 'aoi', '-m', '700', data])
    const beganAt = performance.now()
    const server = await serve([...asUser, '/usr/bin/aoi-server'], {
      env: { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', PORT, AOI_DATA_DIR: data },
    })
    onTestFinished(() => void server.end('SIGKILL'))
    await expectFirst({
      ...{ url, state: '/tmp/state' },
      ...{ aoi: [...asUser, 'aoi'], admin: ['chroot', tree, 'aoi-admin'] },
    })
    report('the package of Debian', { beganAt, before })
    expect(await server.end('SIGTERM')).toBe(0)
  },
  600_000,
)

/** Returns the id of the process at the end of the line that this process began: buildah passes no signal on. */
function findLastDescendant(processId: number): number {
  const [child] = readChildren(processId)
  return child === undefined ? processId : findLastDescendant(child)
}

/** Returns the ids of the processes that this process, on any of its threads, has started and that run. */
function readChildren(processId: number): number[] {
  const threads = readdirSync(`/proc/${processId}/task`)
  const texts = threads.map((id) => readFileSync(`/proc/${processId}/task/${id}/children`, 'utf8'))
  return texts.flatMap((text) => text.trim().split(' ').filter(Boolean)).map(Number)
}
