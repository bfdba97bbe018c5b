const EVENT = 'aoi-toast'

export type Toast = { text: string; tone: 'plain' | 'danger'; link?: { href: string; label: string } }

/** Shows the outcome of an act in the corner of the page, and announces it to screen readers. */
export function showToast(text: string, tone: Toast['tone'] = 'plain', link?: Toast['link']): void {
  const detail: Toast = { text, tone, ...(link === undefined ? {} : { link }) }
  window.dispatchEvent(new CustomEvent<Toast>(EVENT, { detail }))
}

/** Calls `listener` for each toast. Returns a function that stops it. */
export function listenToToasts(listener: (toast: Toast) => void): () => void {
  const onEvent = (event: Event) => listener((event as CustomEvent<Toast>).detail)
  window.addEventListener(EVENT, onEvent)
  return () => window.removeEventListener(EVENT, onEvent)
}
