import { z } from 'zod'
import { LIMITS } from '#protocol'

const url = z.url({ protocol: /^https?$/ })

/** The parts of a provider's metadata that the server uses (OpenID Connect Discovery 1.0, section 3). */
const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: url,
  token_endpoint: url,
  jwks_uri: url,
  userinfo_endpoint: url.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
})

export type ProviderMetadata = {
  userinfoEndpoint: string | undefined
  /** How this server proves its client secret. */
  secretMethod: 'client_secret_basic' | 'client_secret_post'
}

/** Returns the address of a provider's metadata (OpenID Connect Discovery 1.0, section 4). */
export function discoveryUrlOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

/**
 * Reads the metadata of the provider. Throws an `Error` with a sentence for the log if the provider does not answer in
 * `LIMITS.providerAnswerSeconds`, or names another issuer.
 */
export async function discoverProvider(issuer: string): Promise<ProviderMetadata> {
  const document = documentSchema.safeParse(await fetchJson(discoveryUrlOf(issuer)))
  if (!document.success) {
    const names = document.error.issues.map(({ path }) => path.join('.'))
    throw new Error(`the discovery document has no valid ${names.join(', ')}`)
  }
  const { issuer: named, userinfo_endpoint, token_endpoint_auth_methods_supported: methods } = document.data
  if (named !== issuer) throw new Error(`the provider calls itself ${JSON.stringify(named)}`)
  const secretMethod = methods.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post'
  return { userinfoEndpoint: userinfo_endpoint, secretMethod }
}

/** Returns an answer of the provider. Throws if it is late, too long, or no JSON object. */
export async function fetchJson(
  address: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(address, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(LIMITS.providerAnswerSeconds * 1000),
  })
  if (!response.ok) throw new Error(`the provider answers ${response.status} at ${new URL(address).pathname}`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > LIMITS.providerAnswerBytes) throw new Error('the answer of the provider is too long')
  }
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
}
