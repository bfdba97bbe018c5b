const SAID = 'aoi-said'

export type Notice = { text: string; tone: 'plain' | 'danger'; link?: { href: string; label: string } }

/** Shows the outcome of an act in the corner of the page, and announces it to screen readers. */
export function say(text: string, tone: Notice['tone'] = 'plain', link?: Notice['link']): void {
  const detail: Notice = { text, tone, ...(link === undefined ? {} : { link }) }
  window.dispatchEvent(new CustomEvent<Notice>(SAID, { detail }))
}

export function listenToSaid(listener: (said: Notice) => void): () => void {
  const onEvent = (event: Event) => listener((event as CustomEvent<Notice>).detail)
  window.addEventListener(SAID, onEvent)
  return () => window.removeEventListener(SAID, onEvent)
}
