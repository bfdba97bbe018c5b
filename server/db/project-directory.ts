import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Finds the project's directory: the nearest one above this module, bundled or not, with `package.json` and `prisma/`.
 */
export function findProjectDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(directory, 'package.json')) || !existsSync(join(directory, 'prisma'))) {
    const parent = dirname(directory)
    if (parent === directory)
      throw new Error('the project directory (with package.json and prisma/) was not found')
    directory = parent
  }
  return directory
}
