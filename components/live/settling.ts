/** Milliseconds. */
export type QuietPeriod = { quiet: number; atMost?: number }

/** Calls `onSettled` once `moved` was not called for `quiet`, and every `atMost` while the calls continue. */
export function watchSettling(
  onSettled: () => void,
  { quiet, atMost = Number.POSITIVE_INFINITY }: QuietPeriod,
): { moved: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let movingSince = 0
  const settle = () => {
    timer = undefined
    onSettled()
  }
  return {
    moved: () => {
      if (timer === undefined) movingSince = Date.now()
      clearTimeout(timer)
      timer = setTimeout(settle, Math.min(quiet, Math.max(0, movingSince + atMost - Date.now())))
    },
    stop: () => clearTimeout(timer),
  }
}
