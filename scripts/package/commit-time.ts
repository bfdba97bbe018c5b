import { execFileSync } from 'node:child_process'

/**
 * Returns the time that every file of a package has, in seconds since 1970: `SOURCE_DATE_EPOCH` if set, otherwise the
 * time of the latest commit.
 */
export function commitTime(root: string): number {
  const { SOURCE_DATE_EPOCH } = process.env
  if (SOURCE_DATE_EPOCH !== undefined) return Number(SOURCE_DATE_EPOCH)
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }))
}
