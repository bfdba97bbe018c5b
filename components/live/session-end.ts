/** Why the server no longer accepts the session. `reason` is a code, which the page turns into a sentence. */
export type SessionEnd = {
  reason: string
  /** Whether a person waits for the request, unlike a page that reads again by itself. */
  isAct: boolean
}

/** Signs in again; resolves to whether that succeeded. */
type Renew = (end: SessionEnd) => Promise<boolean>

const leave: Renew = () => {
  const { pathname, search, hash } = window.location
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search + hash)}`)
  return Promise.resolve(false)
}

let renew: Renew = leave

/**
 * Lets the page sign in again in place. Otherwise the browser navigates to the sign-in page. Returns a function that
 * undoes it.
 */
export function renewSessionsBy(next: Renew): () => void {
  renew = next
  return () => {
    if (renew === next) renew = leave
  }
}

export function renewSession(end: SessionEnd): Promise<boolean> {
  return renew(end)
}
