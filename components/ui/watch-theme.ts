const PREFERENCES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

/** Tells that the colours of the page may be others now, for those who paint by themselves. The answer ends it. */
export function watchTheme(onChange: () => void): () => void {
  const chosen = new MutationObserver(onChange)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const preferences = PREFERENCES.map((preference) => matchMedia(preference))
  for (const preference of preferences) preference.addEventListener('change', onChange)
  return () => {
    chosen.disconnect()
    for (const preference of preferences) preference.removeEventListener('change', onChange)
  }
}
