/** The facts about a browser that decide whether it can receive while the page is closed. */
export type PushFacts = {
  isSecure: boolean
  hasPush: boolean
  /** Safari on iPhone and iPad alone knows it: false in a tab, true if the page was opened from the home screen. */
  standalone: boolean | undefined
  permission: NotificationPermission | undefined
  isSubscribed: boolean
}

/**
 * `off`: a person may turn it on. The others but `on` say why that is impossible: `insecure` (a page without TLS),
 * `homeScreen` (Safari pushes only to apps on the home screen), `unsupported`, `denied`.
 */
export type PushState = 'on' | 'off' | 'insecure' | 'homeScreen' | 'unsupported' | 'denied'

export function pushStateOf(facts: PushFacts): PushState {
  const { isSecure, hasPush, standalone, permission, isSubscribed } = facts
  if (!isSecure) return 'insecure'
  if (!hasPush) return standalone === false ? 'homeScreen' : 'unsupported'
  if (permission === 'denied') return 'denied'
  return permission === 'granted' && isSubscribed ? 'on' : 'off'
}
