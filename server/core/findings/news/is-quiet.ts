import type { NewsReader } from './news-store.ts'

/** Returns true if the reader has quiet hours at `at` (Unix ms). Hours such as 22:00 to 07:00 cross midnight. */
export function isQuiet({ quiet, timeZone }: Pick<NewsReader, 'quiet' | 'timeZone'>, at: number): boolean {
  if (quiet === undefined || quiet.from === quiet.to) return false
  const { from, to } = quiet
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
  }).format(at)
  return from < to ? time >= from && time < to : time >= from || time < to
}
