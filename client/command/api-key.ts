import { CommandFailure } from './command-failure.ts'
import type { Terminal } from './terminal.ts'

/** The option of commands that act as a Server Application. */
export const KEY_ARGUMENT = {
  key: {
    type: 'string',
    valueHint: 'KEY',
    description: 'API key; prefer AOI_KEY, which `ps` does not show',
  },
} as const

/** Returns the API key of `--key` or `AOI_KEY`. Throws a `CommandFailure` if there is none. */
export function readApiKey(args: { key?: string | undefined }, { env }: Pick<Terminal, 'env'>): string {
  const key = args.key ?? env.AOI_KEY
  if (key !== undefined && /^[\x21-\x7e]+$/.test(key)) return key
  throw new CommandFailure(
    'usage',
    'an API key is missing: set AOI_KEY or pass --key (`aoi admin keys create` creates one)',
  )
}
