const ANNOUNCED = 'aoi-announced'

/** Tells screen readers an outcome, through the one polite live region of the page. */
export function announce(text: string): void {
  window.dispatchEvent(new CustomEvent<string>(ANNOUNCED, { detail: text }))
}

export function listenToAnnounced(hear: (text: string) => void): () => void {
  const listen = (event: Event) => hear((event as CustomEvent<string>).detail)
  window.addEventListener(ANNOUNCED, listen)
  return () => window.removeEventListener(ANNOUNCED, listen)
}
