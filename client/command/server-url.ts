import { readServerUrl } from '../server-url.ts'
import { CommandFailure } from './command-failure.ts'

export const SERVER_ARGUMENT = {
  server: { type: 'string', required: true, valueHint: 'URL', description: 'Origin of the AOI Server' },
} as const

/** Returns the origin that `--server` names; fails as usage when it names none. */
export function parseServerUrl(text: string): string {
  try {
    return readServerUrl(text)
  } catch (error) {
    throw new CommandFailure('usage', `--server: ${error instanceof Error ? error.message : String(error)}`)
  }
}
