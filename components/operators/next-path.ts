const OWN = 'http://own.invalid'

/** Where to go after signing in: a path of this server, or the start page for anything else. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  if (!next.startsWith('/') || !URL.canParse(next, OWN)) return '/'
  const url = new URL(next, OWN)
  return url.origin === OWN && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/'
}
