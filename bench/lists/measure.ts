const ROUNDS = 40
const PERCENTS = [50, 95] as const

/** Runs the query 40 times in a row. Returns p50 and p95 in milliseconds. */
export async function measure(query: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    await query()
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  return PERCENTS.map((percent) => times[Math.ceil((percent / 100) * ROUNDS) - 1] ?? 0)
}
