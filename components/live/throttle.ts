/**
 * Calls `run` at once and then at most once in `milliseconds`, the last time after the last call: what comes in bursts
 * is answered soon and never missed. The answer of `stop` drops what is still to come.
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
