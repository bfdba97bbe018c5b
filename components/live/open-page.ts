const PATIENCE_MILLISECONDS = 5000
const SERVER_FAULT = 500

/** Whether the server, and what stands before it, answers. */
export async function isServerThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS)
    const { status } = await fetch('/api/health', { cache: 'no-store', signal })
    return status < SERVER_FAULT
  } catch {
    return false
  }
}

/** Goes to a page by a request of the browser; answers false, and stays, when the server does not answer. */
export async function openPage(href: string): Promise<boolean> {
  if (!(await isServerThere())) return false
  window.location.assign(href)
  return true
}

/**
 * Keeps the page when a link is followed while the server is away: the browser would put its own error page there. Links
 * of Next keep the page by themselves. The answer ends it.
 */
export function keepPage(onDown: () => void): () => void {
  const follow = (event: MouseEvent) => {
    const href = findPlainLink(event)
    if (href === undefined) return
    event.preventDefault()
    openPage(href)
      .then((isOpening) => (isOpening ? undefined : onDown()))
      .catch(() => undefined)
  }
  document.addEventListener('click', follow)
  return () => document.removeEventListener('click', follow)
}

/** Where the click leads, if it is a link to another page of this server that opens here. */
function findPlainLink(event: MouseEvent): string | undefined {
  const hasKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
  if (event.defaultPrevented || event.button !== 0 || hasKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || !link.hasAttribute('href') || link.target !== '' || link.hasAttribute('download'))
    return undefined
  const { origin, pathname, search } = new URL(link.href, location.href)
  const isHere = pathname === location.pathname && search === location.search
  return origin === location.origin && !isHere && !pathname.startsWith('/api/') ? link.href : undefined
}
