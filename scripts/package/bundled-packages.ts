import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Fields of a manifest that only concern installing a whole package. */
const LEFT_OUT = [
  ...['scripts', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'],
  ...['bundleDependencies', 'overrides', 'workspaces', 'prisma'],
]
const LICENCES = /^(?:licen[cs]e|notice|copying)/i

type Manifest = { name: string; version: string; dependencies?: Record<string, string> }

/**
 * Copies the traced files of packages, each with the manifests above it and its licence, and nothing else of these
 * packages. Their manifests keep only dependencies that are copied too, in their exact versions, and no scripts.
 * `files` are paths below `node_modules/`, relative to `source`. Returns the version of each package at the top level.
 */
export function copyPackages(
  files: readonly string[],
  { source, target }: { source: string; target: string },
): Record<string, string> {
  const folders = [...new Set(files.map(packageFolder))].sort()
  for (const path of new Set(files.flatMap(withManifests))) {
    if (existsSync(join(source, path))) copyFile(path, { source, target })
  }
  for (const folder of folders) {
    for (const name of readdirSync(join(source, folder)))
      if (LICENCES.test(name)) copyFile(join(folder, name), { source, target })
  }
  for (const folder of folders) reduceManifest(folder, { target, folders })
  return Object.fromEntries(
    folders
      .filter((folder) => folder.lastIndexOf('node_modules/') === 0)
      .map((folder) => [folder.slice('node_modules/'.length), readManifest(join(target, folder)).version]),
  )
}

/** Returns the folder of the package that holds the file. */
export function packageFolder(path: string): string {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
  if (folder === undefined) throw new Error(`${path} belongs to no package`)
  return folder
}

/** Node decides by the nearest `package.json` how it loads a file. */
function withManifests(path: string): string[] {
  const paths = [path]
  const top = packageFolder(path)
  for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder))
    paths.push(join(folder, 'package.json'))
  return paths
}

function copyFile(path: string, { source, target }: { source: string; target: string }): void {
  mkdirSync(join(target, dirname(path)), { recursive: true })
  copyFileSync(join(source, path), join(target, path))
}

function reduceManifest(
  folder: string,
  { target, folders }: { target: string; folders: readonly string[] },
): void {
  const manifest = readManifest(join(target, folder))
  const dependencies = Object.keys(manifest.dependencies ?? {}).flatMap((name) => {
    const found = findDependency(folder, name, folders)
    return found === undefined ? [] : [[name, readManifest(join(target, found)).version]]
  })
  const kept = Object.entries(manifest).filter(([field]) => !LEFT_OUT.includes(field))
  const reduced = { ...Object.fromEntries(kept), dependencies: Object.fromEntries(dependencies) }
  writeFileSync(join(target, folder, 'package.json'), `${JSON.stringify(reduced, null, 2)}\n`)
}

/** Finds the folder in which Node finds the package `name`, imported from `folder`. */
function findDependency(folder: string, name: string, folders: readonly string[]): string | undefined {
  for (let above = folder; above !== '.'; above = dirname(above)) {
    const candidate = join(above, 'node_modules', name)
    if (folders.includes(candidate)) return candidate
  }
  const top = join('node_modules', name)
  return folders.includes(top) ? top : undefined
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
