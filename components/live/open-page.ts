const PATIENCE_MILLISECONDS = 5000
const SERVER_FAULT = 500

/** Checks whether the server, and any proxy before it, answers. */
export async function isServerThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS)
    const { status } = await fetch('/api/health', { cache: 'no-store', signal })
    return status < SERVER_FAULT
  } catch {
    return false
  }
}

/** Navigates by a full page load. Returns false, and stays, if the server does not answer. */
export async function openPage(href: string): Promise<boolean> {
  if (!(await isServerThere())) return false
  window.location.assign(href)
  return true
}

/**
 * Keeps the page when the reader follows a link while the server is down: the browser would show its own error page.
 * Links of Next keep the page by themselves. Returns a function that stops it.
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

/** Returns the target of the click, if it is a link to another page of this server in this tab. */
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
