import { formatNumber } from '../ui/format.ts'

/** How far the member furthest behind is; of a token with many members nobody has looked. */
export function formatBehind(behind: number | undefined): string {
  return behind === undefined ? '–' : formatNumber(behind)
}
