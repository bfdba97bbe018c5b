import { type AuthAnswer, callAuth } from './auth-api.ts'
import { explainRefusal } from './refusal-texts.ts'

/** Whether this page can use passkeys: they are bound to a domain name, so they fail under a bare IP address. */
export function canUsePasskeys(): boolean {
  return 'PublicKeyCredential' in window && window.isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname)
}

/** Signs in with a passkey that the browser finds. */
export async function signInWithPasskey(): Promise<AuthAnswer> {
  const options = await callAuth('/passkey/generate-authenticate-options', { method: 'GET' })
  if (!options.ok) return options
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.body as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  const credential = await ask(() =>
    navigator.credentials.get({ publicKey: { ...publicKey, userVerification: 'required' } }),
  )
  if (credential === undefined) return giveUp()
  return callAuth('/passkey/verify-authentication', { body: { response: credential.toJSON() } })
}

/** Makes a passkey for the signed-in operator. */
export async function createPasskey(name: string): Promise<AuthAnswer> {
  const options = await callAuth(`/passkey/generate-register-options?name=${encodeURIComponent(name)}`, {
    method: 'GET',
  })
  if (!options.ok) return options
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.body as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  const credential = await ask(() => navigator.credentials.create({ publicKey }))
  if (credential === undefined) return giveUp()
  return callAuth('/passkey/verify-registration', { body: { name, response: credential.toJSON() } })
}

function giveUp(): AuthAnswer {
  return { ok: false, status: 0, reason: 'passkeyNotUsed', why: explainRefusal('passkeyNotUsed') }
}

/** Returns undefined when the person or the browser cancels. */
async function ask(prompt: () => Promise<Credential | null>): Promise<PublicKeyCredential | undefined> {
  const credential = await prompt().catch(() => null)
  return credential instanceof PublicKeyCredential ? credential : undefined
}
