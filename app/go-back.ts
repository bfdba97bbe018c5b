/**
 * Returns the target of a form without script: the page that sent it, by path and query alone. Another site can
 * therefore not choose the target. Returns `/` if the browser does not name the page.
 */
export function pathBack(request: Request): string {
  const referer = request.headers.get('referer')
  if (referer === null || !URL.canParse(referer)) return '/'
  const { host, pathname, search } = new URL(referer)
  return host === request.headers.get('host') && !pathname.startsWith('//') ? pathname + search : '/'
}
