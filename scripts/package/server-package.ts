import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { copyPackages, packageFolder } from './bundled-packages.ts'
import { copyPages } from './prebuilt-pages.ts'
import { traceImports } from './traced-files.ts'

/** Native code stays an ordinary dependency: npm installs the binary of the machine's platform, without scripts. */
export const NATIVE = ['libsql', '@node-rs/argon2']
const NATIVE_PARTS =
  /^node_modules\/(?:libsql|@libsql\/(?:darwin|linux|win32)-[^/]+|@neon-rs\/load|detect-libc|@node-rs\/argon2(?:-[^/]+)?)$/
/** The bundles that the package runs. */
const BUNDLES = [
  'dist/server/index.mjs',
  'dist/server/keep-data.mjs',
  'dist/server/doctor.mjs',
  'dist/server/move-database.mjs',
  'dist/server/rehearse.mjs',
  'client/dist/aoi.mjs',
]

/** Files and folders that the package takes over as they are. */
const COPIED = [
  ...[
    'dist/server',
    'dist/demo',
    'server/bin',
    'client/bin/aoi.mjs',
    'client/dist/aoi.mjs',
    'client/dist/chunks',
  ],
  ...['prisma/migrations', 'prisma/postgresql/migrations', 'docs', 'deploy'],
  ...['.env.example', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md'],
]
const COMMAND_MAP = /^client\/.*\.map$/

type RootManifest = {
  version: string
  description: string
  license: string
  engines: object
  dependencies: Record<string, string>
}

/**
 * Makes the folder of the package `aoi-server` in `target`, from the built tree `root`: bundles, migrations, documents,
 * built pages, and the traced files of packages as bundled dependencies. Rejects if something is not built.
 */
export async function makeServerPackage(root: string, target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true })
  for (const path of COPIED) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    cpSync(join(root, path), join(target, path), {
      recursive: true,
      filter: (source) => !COMMAND_MAP.test(relative(root, source)),
    })
  }
  copyPages({ root, target })
  const bundled = await copyDependencies(root, target)
  writeReadme(root, target)
  const manifest = serverManifest(readManifest(root), bundled)
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

async function copyDependencies(root: string, target: string): Promise<Record<string, string>> {
  const traced = await traceImports(root, { entries: BUNDLES, except: ['next', ...NATIVE] })
  const files = [...traced, ...listStandalone(root)].filter((path) => !NATIVE_PARTS.test(packageFolder(path)))
  return copyPackages(files, { source: root, target })
}

/** Lists the files of packages that Next's build has traced, for its own server and for the pages. */
function listStandalone(root: string): string[] {
  const modules = join(root, '.next/standalone/node_modules')
  return readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join('node_modules', relative(modules, entry.parentPath), entry.name))
}

/** The README of the package is `docs/server-package.md`. Its links go to `docs/`. */
function writeReadme(root: string, target: string): void {
  const text = readFileSync(join(root, 'docs/server-package.md'), 'utf8')
  rmSync(join(target, 'docs/server-package.md'))
  writeFileSync(
    join(target, 'README.md'),
    text.replaceAll(/\]\((?!https?:|#|\.\.\/)/g, '](docs/').replaceAll('](../', ']('),
  )
}

function serverManifest(root: RootManifest, bundled: Record<string, string>): object {
  const native = NATIVE.map((name) => [name, root.dependencies[name]] as const)
  return {
    name: 'aoi-server',
    version: root.version,
    description: root.description,
    license: root.license,
    type: 'module',
    engines: root.engines,
    bin: { 'aoi-server': 'server/bin/aoi-server.mjs', aoi: 'client/bin/aoi.mjs' },
    scripts: { start: 'node server/bin/aoi-server.mjs' },
    dependencies: { ...bundled, ...Object.fromEntries(native) },
    bundleDependencies: Object.keys(bundled),
  }
}

function readManifest(root: string): RootManifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as RootManifest
}
