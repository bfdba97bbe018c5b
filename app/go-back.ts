/**
 * Where a form without script goes back to: the page it was sent from, by path and query alone, so that no other site can
 * choose it. `/` where the browser does not say.
 */
export function pathBack(request: Request): string {
  const referer = request.headers.get('referer')
  if (referer === null || !URL.canParse(referer)) return '/'
  const { host, pathname, search } = new URL(referer)
  return host === request.headers.get('host') && !pathname.startsWith('//') ? pathname + search : '/'
}
