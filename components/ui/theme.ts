/** Cookie that keeps a person's choice, so that the server renders it and nothing flashes. */
export const THEME_COOKIE = 'aoi_theme'
export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const
/** `contrast` is light or dark as the system is, with more contrast than either. */
export type Theme = (typeof THEMES)[number]

/** The theme that a cookie or a query names; `undefined` for anything else. */
export function findTheme(text: string | null | undefined): Theme | undefined {
  return THEMES.find((theme) => theme === text)
}

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

/** Where a choice is sent to be kept. */
export function themePath(theme: Theme): string {
  return `/theme?to=${theme}`
}
