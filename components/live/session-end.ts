/** Why the server no longer knows the session; `reason` is a code, which the page turns into a sentence. */
export type SessionEnd = {
  reason: string
  /** Somebody waits for it: not a page that reads again by itself. */
  isAct: boolean
}

/** Signs in again; answers whether that was done. */
type Renew = (end: SessionEnd) => Promise<boolean>

const leave: Renew = () => {
  const { pathname, search, hash } = window.location
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search + hash)}`)
  return Promise.resolve(false)
}

let renew: Renew = leave

/** Lets the page sign in again in place. Without one, the browser goes to the page for that. The answer ends it. */
export function renewSessionsBy(next: Renew): () => void {
  renew = next
  return () => {
    if (renew === next) renew = leave
  }
}

export function renewSession(end: SessionEnd): Promise<boolean> {
  return renew(end)
}
