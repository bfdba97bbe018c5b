import { readFileSync } from 'node:fs'
import { Provider } from 'oidc-provider'

/**
 * An identity provider for tests: `PORT REDIRECT_URI CLIENT_ID CLIENT_SECRET PEOPLE_FILE`. The file holds the claims of
 * each person by subject, and is read again at each use. Its sign-in page believes every subject.
 */
const [port, redirectUri, clientId, clientSecret, file] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const readPeople = () => JSON.parse(readFileSync(file, 'utf8'))

const provider = new Provider(issuer, {
  clients: [
    {
      ...{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] },
      ...{ grant_types: ['authorization_code'], response_types: ['code'], require_auth_time: true },
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
  findAccount: async (_, sub) => ({
    accountId: sub,
    claims: async () => ({ ...readPeople()[sub], sub }),
  }),
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  // The operator of the provider has consented for everybody.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId })
    grant.addOIDCScope('openid profile email')
    await grant.save()
    return grant
  },
  cookies: { keys: ['a key for tests'] },
  ttl: { Session: 3600, Interaction: 600, Grant: 600, IdToken: 600, AccessToken: 600 },
})

provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next()
  if (context.method === 'GET') {
    context.type = 'html'
    context.body = `<title>Identity provider</title><form method="post"><label>Account <input name="sub"></label>
      <input type="hidden" name="ts"><button>Sign in</button></form>`
    return
  }
  let body = ''
  for await (const chunk of context.req) body += chunk
  const { sub, ts } = Object.fromEntries(new URLSearchParams(body))
  const login = { accountId: sub, remember: true, ...(ts ? { ts: Number(ts) } : {}) }
  context.redirect(await provider.interactionResult(context.req, context.res, { login }))
  context.status = 303
})

provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
