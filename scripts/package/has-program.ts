import { spawnSync } from 'node:child_process'

/** True when the program is installed. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined
}
