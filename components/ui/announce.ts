const ANNOUNCED = 'aoi-announced'

/** Tells screen readers an outcome, through the one polite live region of the page. */
export function announce(text: string): void {
  window.dispatchEvent(new CustomEvent<string>(ANNOUNCED, { detail: text }))
}

export function listenToAnnounced(listener: (text: string) => void): () => void {
  const onEvent = (event: Event) => listener((event as CustomEvent<string>).detail)
  window.addEventListener(ANNOUNCED, onEvent)
  return () => window.removeEventListener(ANNOUNCED, onEvent)
}
