/**
 * Makes every method of an object throw. Returns a function that restores them. Getters and plain values stay
 * unchanged.
 */
export function makeThrow(target: object, error: Error): () => void {
  const names = methodsOf(target)
  const own = new Map(names.map((name) => [name, Object.getOwnPropertyDescriptor(target, name)]))
  for (const name of names) {
    Object.defineProperty(target, name, {
      configurable: true,
      writable: true,
      value: () => {
        throw error
      },
    })
  }
  return () => {
    for (const [name, descriptor] of own) {
      if (descriptor === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, descriptor)
    }
  }
}

function methodsOf(target: object): string[] {
  const names = new Set<string>()
  for (let level = target; level !== Object.prototype && level !== null; level = Object.getPrototypeOf(level))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof value === 'function' && name !== 'constructor') names.add(name)
  return [...names]
}
