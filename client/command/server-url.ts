import { CommandFailure } from './command-failure.ts'

export const SERVER_ARGUMENT = {
  server: { type: 'string', required: true, valueHint: 'URL', description: 'Origin of the AOI Server' },
} as const

/** The origin that `--server` names; fails as usage when it is none. */
export function parseServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new CommandFailure('usage', '--server: must be an http or https URL, such as http://127.0.0.1:3000')
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new CommandFailure('usage', `--server: must be an origin without path, such as ${url.origin}`)
  }
  return url.origin
}
