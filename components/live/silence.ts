const LOOK_MILLISECONDS = 500

/**
 * Calls `onSilent` when no message came for `milliseconds`, and again after each further silence of that length. It
 * polls instead of waiting once, so that it notices at once when the machine wakes up.
 */
export function watchSilence(
  milliseconds: number,
  onSilent: () => void,
): { noteMessage: () => void; stop: () => void } {
  let lastMessageAt = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - lastMessageAt < milliseconds) return
    lastMessageAt = performance.now()
    onSilent()
  }, LOOK_MILLISECONDS)
  return {
    noteMessage: () => {
      lastMessageAt = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
