/**
 * Payloads that a person should see. They follow Declarative Web Push (Push API, "declarative push message"): the
 * member `web_push` with this value marks them. The server checks them and passes them on unchanged.
 */
export const DISPLAY_MARK = 8030

export type DisplayAction = { action: string; title: string; navigate?: string }

export type Display = {
  title: string
  body?: string
  /** The `http` or `https` address that a click opens. */
  navigate?: string
  /** A later notification with the same tag replaces this one on the screen. */
  tag?: string
  /** BCP 47. */
  lang?: string
  dir?: 'auto' | 'ltr' | 'rtl'
  silent?: boolean
  icon?: string
  /** Unix ms. */
  timestamp?: number
  requireInteraction?: boolean
  actions?: DisplayAction[]
  /** The sender's own, for the app. */
  data?: unknown
}

/** A payload for a person. */
export type DisplayPayload = { web_push: typeof DISPLAY_MARK; notification: Display; app_badge?: number }

/** True if the payload claims to be one for a person. It may still be invalid. */
export function isMarked(payload: unknown): payload is { web_push: typeof DISPLAY_MARK } {
  return isObject(payload) && payload.web_push === DISPLAY_MARK
}

/**
 * Returns the part of a payload that a receiver shows, or `undefined` if the payload is not for a person. It is
 * tolerant: members with another type than the standard's are left out, and so are addresses that a click must not
 * open.
 */
export function readDisplay(payload: unknown): Display | undefined {
  if (!isMarked(payload)) return undefined
  const { notification } = payload as { notification?: unknown }
  if (!isObject(notification) || typeof notification.title !== 'string') return undefined
  const { title, dir, timestamp, silent, requireInteraction, actions, data } = notification
  const display: Display = { title }
  for (const name of ['body', 'tag', 'lang'] as const) {
    const text = notification[name]
    if (typeof text === 'string') display[name] = text
  }
  for (const name of ['navigate', 'icon'] as const) {
    const address = notification[name]
    if (isWebAddress(address)) display[name] = address
  }
  if (dir === 'auto' || dir === 'ltr' || dir === 'rtl') display.dir = dir
  if (typeof timestamp === 'number') display.timestamp = timestamp
  if (typeof silent === 'boolean') display.silent = silent
  if (typeof requireInteraction === 'boolean') display.requireInteraction = requireInteraction
  if (Array.isArray(actions)) display.actions = actions.flatMap(readAction)
  if (data !== undefined) display.data = data
  return display
}

function readAction(action: unknown): DisplayAction[] {
  if (!isObject(action) || typeof action.action !== 'string' || typeof action.title !== 'string') return []
  const { navigate } = action
  return [{ action: action.action, title: action.title, ...(isWebAddress(navigate) ? { navigate } : {}) }]
}

/** True for an absolute `http` or `https` address. Other schemes could run a script or start a program. */
export function isWebAddress(address: unknown): address is string {
  return typeof address === 'string' && /^https?:\/\//i.test(address) && URL.canParse(address)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
