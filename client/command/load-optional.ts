import { codeOf } from '../../protocol/code-of.ts'
import { CommandFailure } from './command-failure.ts'

/**
 * Imports a module that needs an optional package, such as `name@1.2.3`. If the package is missing, rejects with a failure
 * that says how to install it.
 */
export async function loadOptional<Module>(
  load: () => Promise<Module>,
  versionedPackage: string,
): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    const name = versionedPackage.replace(/(?<=.)@.*/, '')
    throw new CommandFailure('failed', `the package ${name} is missing: npm install ${versionedPackage}`)
  }
}
