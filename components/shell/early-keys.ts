const ASKED = 'aoi-palette'
/** The palette's code may fail to load; after this time the keys belong to the page again. */
const PATIENCE_MILLISECONDS = 3000

let typed = ''
let isCollecting = false
let askedAt = 0

/**
 * Listens for Ctrl K and ⌘ K from the first moment of the page, and collects the typed characters until the palette has
 * the focus. Returns a function that stops it.
 */
export function listenForEarlyKeys(): () => void {
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

function onKeyDown(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') ask(event)
  else if (isCollecting) collect(event)
}

function ask(event: KeyboardEvent): void {
  event.preventDefault()
  askForPalette(event.timeStamp)
}

/** Requests the palette, as Ctrl K does. `at` is the time stamp of the event that asks for it. */
export function askForPalette(at: number): void {
  // One dialog at a time: the palette would take the operator away from unsaved input.
  if (document.querySelector('[role=dialog][data-state=open]') !== null) return
  typed = ''
  isCollecting = true
  askedAt = at
  window.dispatchEvent(new Event(ASKED))
}

function collect(event: KeyboardEvent): void {
  if (event.timeStamp - askedAt > PATIENCE_MILLISECONDS || event.key === 'Escape') {
    isCollecting = false
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Backspace') typed = typed.slice(0, -1)
  else if (event.key.length === 1) typed += event.key
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** Stops collecting, and returns the characters collected so far. */
export function takeTyped(): string {
  isCollecting = false
  const taken = typed
  typed = ''
  return taken
}

/**
 * Calls `open` when the palette is requested, or at once if it was requested earlier. Returns a function that stops it.
 */
export function onPaletteAsked(open: () => void): () => void {
  if (isCollecting) open()
  window.addEventListener(ASKED, open)
  return () => window.removeEventListener(ASKED, open)
}
