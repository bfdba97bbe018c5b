const FIELDS = ['input:not([type=hidden])', 'select', 'textarea']
const HARMLESS = ['button:not([data-close]):not([data-look=danger])', 'a[href]', 'summary']

/** The opener of each dialog, by the dialog's element; kept as long as the focus may have to return there. */
const openers = new WeakMap<Element, Element>()

/** Focuses the first field in `panel`, or else its least harmful button, or else the panel itself. */
export function focusFirst(panel: HTMLElement): void {
  const target = findUsable(panel, FIELDS) ?? findUsable(panel, HARMLESS) ?? panel
  target.focus()
}

function findUsable(panel: HTMLElement, selectors: readonly string[]): HTMLElement | undefined {
  return [...panel.querySelectorAll<HTMLElement>(selectors.join(','))].find(isUsable)
}

function isUsable(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0
}

/** Remembers the element that had the focus when `panel` opened. */
export function keepOpener(panel: Element, opener: Element | null): void {
  if (opener !== null) openers.set(panel, opener)
}

/**
 * Moves the focus back to the opener of `panel`. If the opener is gone, the focus goes to the opener of the dialog that
 * held it, or else to `heading`. A dialog that is open on top keeps the focus.
 */
export function returnFocus(panel: Element, heading: Element | null): void {
  const target = findOpener(panel)
  const top = [...document.querySelectorAll('[role=dialog][data-state=open]')].at(-1)
  if (top !== undefined && top !== panel && (target === undefined || !top.contains(target))) return
  if (target === undefined) focusHeading(heading)
  else {
    target.focus()
    keepFocus(target, heading)
  }
}

/**
 * After an act, the page reads its data again, which may remove or disable the opener. The focus then moves to the
 * heading, unless somebody has moved it meanwhile.
 */
function keepFocus(target: HTMLElement, heading: Element | null): void {
  const canKeep = () => target.isConnected && !target.matches(':disabled')
  const stop = () => {
    watch.disconnect()
    target.removeEventListener('blur', leave)
  }
  // Chromium emits `blur` before it removes a focused element: only afterwards is it known whether the reader left.
  const leave = () =>
    queueMicrotask(() => {
      if (canKeep()) stop()
    })
  const watch = new MutationObserver(() => {
    if (canKeep()) return
    // Chromium takes the focus off a disabled element only before it draws the next frame.
    const isLost = [document.body, target].includes(document.activeElement as HTMLElement)
    // After a navigation, the new page may have no heading yet.
    if (!isLost || focusHeading(heading)) stop()
  })
  watch.observe(document.body, {
    ...{ childList: true, subtree: true },
    ...{ attributes: true, attributeFilter: ['disabled'] },
  })
  target.addEventListener('blur', leave)
}

function findOpener(panel: Element): HTMLElement | undefined {
  const opener = openers.get(panel)
  if (!(opener instanceof HTMLElement) || opener === document.body) return undefined
  if (isUsable(opener)) return opener
  const holder = opener.closest('[role=dialog]')
  return holder === null ? undefined : findOpener(holder)
}

/** Returns the heading of the section that contains `element`. */
export function findHeading(element: Element | null): Element | null {
  return element?.closest('section')?.querySelector('h1, h2, h3') ?? null
}

/**
 * Moves the focus to `heading`, or else to the heading of the page, where a reader finds the result of an act. If that
 * heading is replaced, the focus moves to the page's new heading. Returns false if there is none.
 */
export function focusHeading(heading: Element | null = null): boolean {
  const target = heading?.isConnected === true ? heading : document.querySelector('h1')
  if (!(target instanceof HTMLElement)) return false
  target.tabIndex = -1
  target.focus({ preventScroll: true })
  keepFocus(target, null)
  return true
}
