const PREFERENCES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

/**
 * Calls `onChange` when the colours of the page may have changed, for components that paint by themselves. Returns a
 * function that stops it.
 */
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
