import { findTheme, THEME_COOKIE, THEMES } from '#components/ui/theme.ts'
import { pathBack } from '../go-back.ts'

const KEPT_SECONDS = 31_536_000

/** Stores a person's theme in a cookie and sends the browser back to the page. Reads no body. */
export function POST(request: Request): Response {
  const theme = findTheme(new URL(request.url).searchParams.get('to'))
  if (theme === undefined)
    return new Response(`to: one of ${THEMES.join(', ')} is expected\n`, { status: 400 })
  const cookie = `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${KEPT_SECONDS}; SameSite=Lax; HttpOnly`
  return new Response(null, { status: 303, headers: { location: pathBack(request), 'set-cookie': cookie } })
}
