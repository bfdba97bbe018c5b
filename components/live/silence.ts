const LOOK_MILLISECONDS = 500

/**
 * Calls `onSilent` once nothing was heard for so long, and again after each further silence of that length. It looks
 * often instead of waiting once, so a machine that slept notices at once.
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
