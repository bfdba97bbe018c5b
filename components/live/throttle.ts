/**
 * Calls `run` at once, then at most once per `milliseconds`, and a last time after the last call. The first change of a
 * burst is therefore shown soon and the last one is never missed. `stop` cancels a pending call.
 */
export function throttle(run: () => void, milliseconds: number): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const rest = () => {
    timer = undefined
    if (!again) return
    again = false
    call()
  }
  function call() {
    if (timer !== undefined) {
      again = true
      return
    }
    timer = setTimeout(rest, milliseconds)
    run()
  }
  return { call, stop: () => clearTimeout(timer) }
}
