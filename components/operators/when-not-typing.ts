const PAUSE_MILLISECONDS = 1200

/** Calls `run` at once, or after a pause while somebody types in a field. */
export function whenNotTyping(run: () => void): void {
  if (!isInField()) {
    run()
    return
  }
  let timer = setTimeout(end, PAUSE_MILLISECONDS)
  function wait() {
    clearTimeout(timer)
    timer = setTimeout(end, PAUSE_MILLISECONDS)
  }
  function end() {
    document.removeEventListener('keydown', wait, true)
    run()
  }
  document.addEventListener('keydown', wait, true)
}

function isInField(): boolean {
  return document.activeElement?.matches('input, textarea, select, [contenteditable]') === true
}
