import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

type Bundle = {
  /** Maps each output, without its extension, to its source. Sources that do not exist are left out. */
  entries: Readonly<Record<string, string>>
  folder: string
  /** `worker`: a self-contained script for a browser, with all its dependencies inside. */
  platform: 'node' | 'browser' | 'worker'
}

const CHUNKS = 'chunks'

/** The bundles for Node and browsers. Packages stay imports; our own rooms are bundled in. */
const BUNDLES: readonly Bundle[] = [
  { entries: { 'server/index': 'server/index.ts' }, folder: 'dist', platform: 'node' },
  { entries: { 'server/keep-data': 'server/db/backup/keep-data.ts' }, folder: 'dist', platform: 'node' },
  { entries: { 'server/doctor': 'server/checks/doctor.ts' }, folder: 'dist', platform: 'node' },
  {
    entries: { 'server/move-database': 'server/db/move/move-database.ts' },
    folder: 'dist',
    platform: 'node',
  },
  { entries: { 'server/rehearse': 'server/keeping/rehearse.ts' }, folder: 'dist', platform: 'node' },
  {
    entries: { 'testing/server-with-failpoints': 'server/testing/server-with-failpoints.ts' },
    folder: 'dist',
    platform: 'node',
  },
  { entries: { 'testing/crash-child': 'client/testing/crash-child.ts' }, folder: 'dist', platform: 'node' },
  { entries: { 'bench/run-server': 'bench/kit/run-server.ts' }, folder: 'dist', platform: 'node' },
  { entries: { 'bench/run-variant': 'bench/intake/run-variant.ts' }, folder: 'dist', platform: 'node' },
  {
    entries: { index: 'client/index.ts', aoi: 'client/command/aoi.ts' },
    folder: 'client/dist',
    platform: 'node',
  },
  { entries: { 'demo/push-worker': 'components/demo/push-worker.ts' }, folder: 'dist', platform: 'worker' },
  {
    entries: { 'inbox/inbox-worker': 'components/inbox/inbox-worker.ts' },
    folder: 'dist',
    platform: 'worker',
  },
  { entries: { browser: 'client/browser.ts' }, folder: 'client/dist', platform: 'browser' },
]

/** Makes every bundle. When one fails, prints esbuild's messages and rejects. */
export async function buildBundles(root: string): Promise<void> {
  await rm(join(root, 'client/dist', CHUNKS), { recursive: true, force: true })
  await Promise.all(BUNDLES.map((bundle) => build(options(root, bundle))))
}

/** True when every entry that exists has its bundle. */
export function hasBundles(root: string): boolean {
  return BUNDLES.every(({ entries, folder }) =>
    Object.entries(entries).every(
      ([output, source]) =>
        !existsSync(join(root, source)) || existsSync(join(root, folder, `${output}.mjs`)),
    ),
  )
}

function options(root: string, { entries, folder, platform }: Bundle): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      Object.entries(entries).filter(([, source]) => existsSync(join(root, source))),
    ),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: platform === 'worker' ? 'iife' : 'esm',
    // The library and each `aoi` command load only the chunks that they need.
    splitting: Object.keys(entries).length > 1,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    platform: platform === 'node' ? 'node' : 'browser',
    target: platform === 'node' ? 'node20' : 'es2022',
    packages: platform === 'worker' ? 'bundle' : 'external',
    minify: platform === 'worker',
    sourcemap: platform !== 'worker',
    logLevel: 'warning',
  }
}
