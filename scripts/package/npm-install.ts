import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** npm's errors for a registry that cannot be reached. */
const UNREACHABLE = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/

/**
 * Installs packages (names with versions, or paths of tarballs) into the empty `folder`, without install scripts.
 * Returns a sentence if the registry cannot be reached, and undefined otherwise. Rejects with npm's output if the
 * installation fails.
 */
export async function npmInstall(folder: string, packages: readonly string[]): Promise<string | undefined> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1']
  try {
    await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder })
    return undefined
  } catch (error) {
    const output = String((error as { stderr?: string }).stderr)
    const [code] = UNREACHABLE.exec(output) ?? []
    if (code === undefined) throw new Error(`npm install failed:\n${output}`, { cause: error })
    return `npm cannot reach its registry (${code})`
  }
}
