import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type EarlierVersion = {
  /** The commit in short. */
  commit: string
  /** The server with failpoints, built from that commit with the packages of this version. */
  bundle: string
  remove(): Promise<void>
}

/**
 * Finds the commit to upgrade from: `TEST_EARLIER`, the latest tag, or the commit before this one. `undefined` outside
 * of a Git repository.
 */
export function findEarlierCommit(): string | undefined {
  const wanted = process.env.TEST_EARLIER ?? tryGit('describe', '--tags', '--abbrev=0', 'HEAD^') ?? 'HEAD^'
  return tryGit('rev-parse', '--short', `${wanted}^{commit}`)
}

/** Builds the server of a commit in a temporary directory, which takes about half a minute. */
export async function buildEarlierVersion(commit: string): Promise<EarlierVersion> {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-earlier-'))
  const archive = join(directory, 'earlier.tar')
  execFileSync('git', ['archive', '--format=tar', '-o', archive, commit], { cwd: root })
  execFileSync('tar', ['-xf', archive, '-C', directory])
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  const args = ['--import', 'tsx', 'scripts/build.ts', 'generate', 'bundles']
  execFileSync(process.execPath, args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] })
  return {
    commit,
    bundle: join(directory, 'dist/testing/server-with-failpoints.mjs'),
    remove: () => rm(directory, { recursive: true }),
  }
}

function tryGit(...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
