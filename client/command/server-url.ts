import { readServerUrl } from '../server-url.ts'
import { readAddress } from '../unix-server.ts'
import { CommandFailure } from './command-failure.ts'

export const SERVER_ARGUMENT = {
  server: {
    type: 'string',
    required: true,
    valueHint: 'URL',
    description: 'URL of the AOI Server, or unix:/PATH',
  },
} as const

/** Returns the address that `--server` names, as it names a state; fails as usage when it names none. */
export function parseServerUrl(text: string): string {
  try {
    const { serverUrl } = readAddress({ serverUrl: text })
    return serverUrl === text ? readServerUrl(text) : text
  } catch (error) {
    throw new CommandFailure('usage', `--server: ${error instanceof Error ? error.message : String(error)}`)
  }
}
