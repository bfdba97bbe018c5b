import { join } from 'node:path'
import { build } from 'esbuild'

/** Optional parts of packages, which they do without. They are not installed. */
const ABSENT = ['bufferutil', 'utf-8-validate', 'pg-native', 'supports-color', '@node-rs/xxhash']

/**
 * Lists the files of packages that the bundles `entries` import, directly or not. `except` names packages to leave out
 * with everything below them. Paths are relative to `root`. Rejects if an import cannot be resolved.
 */
export async function traceImports(
  root: string,
  { entries, except }: { entries: readonly string[]; except: readonly string[] },
): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    // Nothing is written: esbuild only lists its inputs.
    write: false,
    metafile: true,
    outdir: join(root, 'dist/traced'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: [...except, ...ABSENT],
    // Node knows neither the condition nor the field `module`, which esbuild would prefer.
    conditions: [],
    mainFields: ['main'],
    // Node loads a module for its side effects, too, whatever its package says about them.
    ignoreAnnotations: true,
    logLevel: 'error',
  })
  return Object.keys(metafile.inputs).filter((path) => path.startsWith('node_modules/'))
}
