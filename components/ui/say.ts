const SAID = 'aoi-said'

export type Said = { text: string; tone: 'plain' | 'danger'; link?: { href: string; label: string } }

/** Shows the outcome of an act in the corner of the page, and announces it to screen readers. */
export function say(text: string, tone: Said['tone'] = 'plain', link?: Said['link']): void {
  const detail: Said = { text, tone, ...(link === undefined ? {} : { link }) }
  window.dispatchEvent(new CustomEvent<Said>(SAID, { detail }))
}

export function listenToSaid(listener: (said: Said) => void): () => void {
  const onEvent = (event: Event) => listener((event as CustomEvent<Said>).detail)
  window.addEventListener(SAID, onEvent)
  return () => window.removeEventListener(SAID, onEvent)
}
