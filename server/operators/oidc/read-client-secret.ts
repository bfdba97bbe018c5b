import { readFileSync } from 'node:fs'
import { codeOf } from '#protocol/code-of.ts'
import type { OidcSettings } from './oidc-settings.ts'

/** Returns the settings with the secret of `clientSecretFile`. Throws a sentence for the operator if it is not there. */
export function readClientSecret(settings: OidcSettings | undefined): OidcSettings | undefined {
  if (settings?.clientSecretFile === undefined) return settings
  const { clientSecretFile: file } = settings
  try {
    const clientSecret = readFileSync(file, 'utf8').trim()
    if (clientSecret !== '') return { ...settings, clientSecret }
  } catch (cause) {
    throw new Error(`AOI_OIDC_CLIENT_SECRET_FILE: ${file} cannot be read (${codeOf(cause)})`, { cause })
  }
  throw new Error(`AOI_OIDC_CLIENT_SECRET_FILE: ${file} is empty`)
}
