const FIELDS = ['input:not([type=hidden])', 'select', 'textarea']
const HARMLESS = ['button:not([data-close]):not([data-look=danger])', 'a[href]', 'summary']

/** The opener of each dialog, by the dialog's element; kept while somebody may still want to go back there. */
const openers = new WeakMap<Element, Element>()

/** Focuses the first field in `panel`, else its least harmful button, else the panel itself. */
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

/** Remembers what had the focus when `panel` opened. */
export function keepOpener(panel: Element, opener: Element | null): void {
  if (opener !== null) openers.set(panel, opener)
}

/**
 * Moves the focus back to what opened `panel`. When that is gone, it goes to the opener of the dialog that held it, or
 * to the heading of the section it stood in. A dialog that is open on top keeps the focus.
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
 * Reading again what an act has changed may take the opener away, or disable it: the focus then goes to the heading,
 * unless somebody has moved it meanwhile.
 */
function keepFocus(target: HTMLElement, heading: Element | null): void {
  const canKeep = () => target.isConnected && !target.matches(':disabled')
  const stop = () => {
    watch.disconnect()
    target.removeEventListener('blur', leave)
  }
  // Chromium emits `blur` before it takes a focused element away: only then is it known whether somebody left.
  const leave = () =>
    queueMicrotask(() => {
      if (canKeep()) stop()
    })
  const watch = new MutationObserver(() => {
    if (canKeep()) return
    const isLost = document.activeElement === document.body
    // A page that is another now may have no heading yet.
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

/** The heading of the section that `element` stands in. */
export function findHeading(element: Element | null): Element | null {
  return element?.closest('section')?.querySelector('h1, h2, h3') ?? null
}

/**
 * Moves the focus to `heading`, or to the heading of the page: where a reader finds the result of what they did. It stays
 * at the page's heading when that is replaced. Returns false when there is none.
 */
export function focusHeading(heading: Element | null = null): boolean {
  const target = heading?.isConnected === true ? heading : document.querySelector('h1')
  if (!(target instanceof HTMLElement)) return false
  target.tabIndex = -1
  target.focus({ preventScroll: true })
  keepFocus(target, null)
  return true
}
