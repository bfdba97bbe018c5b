import { findChosenLocale, LOCALE_COOKIE } from '#components/i18n/locale.ts'
import { pathBack } from '../go-back.ts'

const KEPT_SECONDS = 31_536_000

/** Stores a person's language in a cookie and sends the browser back to the page. Reads no body. */
export function POST(request: Request): Response {
  const locale = findChosenLocale(new URL(request.url).searchParams.get('to'))
  if (locale === undefined) return new Response('to: en or de is expected\n', { status: 400 })
  const cookie = `${LOCALE_COOKIE}=${locale}; Path=/; Max-Age=${KEPT_SECONDS}; SameSite=Lax; HttpOnly`
  return new Response(null, { status: 303, headers: { location: pathBack(request), 'set-cookie': cookie } })
}
