const LOOK_MILLISECONDS = 500

/**
 * Calls `onSilent` when nothing was heard for `milliseconds`, and again after each further silence of that length. It
 * polls instead of waiting once, so that it notices at once when the machine wakes up.
 */
export function watchSilence(
  milliseconds: number,
  onSilent: () => void,
): { heard: () => void; stop: () => void } {
  let heardAt = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - heardAt < milliseconds) return
    heardAt = performance.now()
    onSilent()
  }, LOOK_MILLISECONDS)
  return {
    heard: () => {
      heardAt = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
