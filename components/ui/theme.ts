/** Cookie with a person's choice, so that the server renders it and no other theme flashes up. */
export const THEME_COOKIE = 'aoi_theme'
export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const
/** `contrast` follows the system's light or dark, with more contrast than either. */
export type Theme = (typeof THEMES)[number]

/** Returns the theme that a cookie or a query names; `undefined` for anything else. */
export function findTheme(text: string | null | undefined): Theme | undefined {
  return THEMES.find((theme) => theme === text)
}

/** Returns the path that stores a choice. */
export function themePath(theme: Theme): string {
  return `/theme?to=${theme}`
}
