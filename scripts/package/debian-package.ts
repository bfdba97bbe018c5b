import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCES = fileURLToPath(new URL('debian', import.meta.url))
const MAINTAINER_SCRIPTS = ['postinst', 'prerm', 'postrm']

/** Files of the package that are not the server's own: target, and its source in `debian/`. */
const FILES = {
  'usr/lib/systemd/system/aoi-server.service': 'aoi-server.service',
  'usr/lib/sysusers.d/aoi-server.conf': 'sysusers.conf',
  'etc/default/aoi-server': 'default.env',
  'usr/sbin/aoi-admin': 'aoi-admin',
  'usr/share/doc/aoi-server/copyright': 'copyright',
} as const
const PROGRAMS = [
  'usr/sbin/aoi-admin',
  'usr/lib/aoi-server/server/bin/aoi-server.mjs',
  'usr/lib/aoi-server/client/bin/aoi.mjs',
]

/** Native packages and everything that they load, as installed on this machine (glibc). */
const NATIVE =
  /^(?:libsql|@libsql\/linux-[^-]+-gnu[^-]*|@neon-rs\/load|detect-libc|@node-rs\/argon2(?:-linux-[^-]+-gnu[^-]*)?)$/

type Input = {
  /** The tree with the installed native packages. */
  root: string
  /** The folder of the npm package `aoi-server`. */
  server: string
  /** Folder for the result. */
  destination: string
  /** Seconds since 1970: the time of every file. */
  time: number
}

/**
 * Packs the server for Debian, with its unit for systemd, for the architecture of this machine. Needs `dpkg-deb`.
 * Equal input gives equal bytes. Returns the path of the package.
 */
export function makeDebianPackage({ root, server, destination, time }: Input): string {
  const tree = join(destination, 'debian-tree')
  rmSync(tree, { recursive: true, force: true })
  const installed = join(tree, 'usr/lib/aoi-server')
  mkdirSync(dirname(installed), { recursive: true })
  cpSync(server, installed, { recursive: true })
  for (const name of listNative(root))
    cpSync(join(root, 'node_modules', name), join(installed, 'node_modules', name), { recursive: true })
  placeFiles(tree)
  const { version } = JSON.parse(readFileSync(join(server, 'package.json'), 'utf8')) as { version: string }
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim()
  writeControl(tree, { version, architecture })
  const path = join(destination, `aoi-server_${version}_${architecture}.deb`)
  pack(tree, { path, time })
  rmSync(tree, { recursive: true })
  return path
}

function listNative(root: string): string[] {
  return readdirSync(join(root, 'node_modules'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(root, 'node_modules', name)).map((part) => `${name}/${part}`)
        : [name],
    )
    .filter((name) => NATIVE.test(name))
}

function placeFiles(tree: string): void {
  for (const [target, source] of Object.entries(FILES)) {
    mkdirSync(dirname(join(tree, target)), { recursive: true })
    copyFileSync(join(SOURCES, source), join(tree, target))
  }
  const server = join(tree, 'usr/lib/aoi-server')
  const documents = join(tree, 'usr/share/doc/aoi-server')
  for (const name of ['README.md', 'CHANGELOG.md', 'SECURITY.md'])
    renameSync(join(server, name), join(documents, name))
  renameSync(join(server, 'deploy'), join(documents, 'deploy'))
  // The server shows them, and a system may leave out everything below /usr/share/doc.
  symlinkSync('../../../lib/aoi-server/docs', join(documents, 'docs'))
  renameSync(join(server, '.env.example'), join(documents, 'env.example'))
  rmSync(join(server, 'LICENSE'))
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('../lib/aoi-server/server/bin/aoi-server.mjs', join(tree, 'usr/bin/aoi-server'))
  symlinkSync('../lib/aoi-server/client/bin/aoi.mjs', join(tree, 'usr/bin/aoi'))
}

function writeControl(
  tree: string,
  { version, architecture }: { version: string; architecture: string },
): void {
  mkdirSync(join(tree, 'DEBIAN'))
  for (const name of MAINTAINER_SCRIPTS) copyFileSync(join(SOURCES, name), join(tree, 'DEBIAN', name))
  writeFileSync(join(tree, 'DEBIAN/conffiles'), '/etc/default/aoi-server\n')
  writeFileSync(
    join(tree, 'DEBIAN/control'),
    `Package: aoi-server
Version: ${version}
Architecture: ${architecture}
Maintainer: the contributors of the AOI Server <nobody@localhost>
Installed-Size: ${Math.ceil(countBytes(tree) / 1024)}
Depends: nodejs (>= 20.19), systemd, init-system-helpers, util-linux, libc6, libgcc-s1
Section: net
Priority: optional
Description: push notifications from your own server
 Accepts notifications for tokens by HTTP and delivers each to every member of its
 token, once and in order. Brings its own database, or uses PostgreSQL.
`,
  )
}

/** Sets the modes, whatever the umask of the builder, and packs with one owner and one time. */
function pack(tree: string, { path, time }: { path: string; time: number }): void {
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  }
  chmodSync(tree, 0o755)
  for (const name of PROGRAMS) chmodSync(join(tree, name), 0o755)
  for (const name of MAINTAINER_SCRIPTS) chmodSync(join(tree, 'DEBIAN', name), 0o755)
  // It may hold the password of a database.
  chmodSync(join(tree, 'etc/default/aoi-server'), 0o600)
  const epoch = { SOURCE_DATE_EPOCH: String(time) }
  execFileSync('find', [tree, '-exec', 'touch', '--no-dereference', `--date=@${time}`, '{}', '+'])
  const options = ['--root-owner-group', '-Zgzip', '-z6']
  execFileSync('dpkg-deb', [...options, '--build', tree, path], {
    env: { ...process.env, ...epoch },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function countBytes(tree: string): number {
  return Number(execFileSync('du', ['--summarize', '--bytes', tree], { encoding: 'utf8' }).split('\t')[0])
}
