const SAID = 'aoi-said'

export type Said = { text: string; tone: 'plain' | 'danger'; link?: { href: string; label: string } }

/** Shows the outcome of an act in the corner of the page, and announces it to screen readers. */
export function say(text: string, tone: Said['tone'] = 'plain', link?: Said['link']): void {
  const detail: Said = { text, tone, ...(link === undefined ? {} : { link }) }
  window.dispatchEvent(new CustomEvent<Said>(SAID, { detail }))
}

export function listenToSaid(hear: (said: Said) => void): () => void {
  const listen = (event: Event) => hear((event as CustomEvent<Said>).detail)
  window.addEventListener(SAID, listen)
  return () => window.removeEventListener(SAID, listen)
}
