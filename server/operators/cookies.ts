import { parse, serialize } from 'hono/utils/cookie'

const NAME = 'aoi'

/**
 * The beginning of every cookie's name. A browser takes a cookie with `__Host-` only over https, from this very host
 * and for all its paths. So a neighbour in the same domain cannot plant one (RFC 6265bis 4.1.3.2).
 */
export function cookiePrefix(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME
}

/** Returns the value of the cookie `name`, which is given without the prefix; `undefined` if the request has none. */
export function readCookie(
  headers: Headers,
  { publicUrl, name }: { publicUrl: string; name: string },
): string | undefined {
  return parse(headers.get('cookie') ?? '')[`${cookiePrefix(publicUrl)}.${name}`]
}

type NewCookie = { publicUrl: string; name: string; value: string; seconds: number }

/** Returns a `Set-Cookie` for this server alone, out of reach of scripts. 0 seconds remove the cookie. */
export function writeCookie({ publicUrl, name, value, seconds }: NewCookie): string {
  return serialize(`${cookiePrefix(publicUrl)}.${name}`, value, {
    ...{ httpOnly: true, path: '/', sameSite: 'Strict', maxAge: seconds },
    secure: publicUrl.startsWith('https:'),
  })
}

/** Returns the same answer with one more cookie. */
export function addCookie(answered: Response, cookie: string): Response {
  const headers = new Headers(answered.headers)
  headers.append('set-cookie', cookie)
  return new Response(answered.body, { status: answered.status, headers })
}
