/** Cookie that keeps a person's choice, so that the server renders it and nothing flashes. */
export const THEME_COOKIE = 'aoi_theme'
export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const
/** `contrast` is light or dark as the system is, with more contrast than either. */
export type Theme = (typeof THEMES)[number]

/** The theme that a cookie or a query names; `undefined` for anything else. */
export function findTheme(text: string | null | undefined): Theme | undefined {
  return THEMES.find((theme) => theme === text)
}

/** Where a choice is sent to be kept. */
export function themePath(theme: Theme): string {
  return `/theme?to=${theme}`
}
