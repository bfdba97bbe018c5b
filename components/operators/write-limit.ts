import type { Format } from '../ui/format.ts'

/** Writes the value of a limit in the unit at the end of its name: `12 h`, `500 ms`, `65.5 kB`, `25 %`. */
export function writeLimit({ name, value }: { name: string; value: number }, format: Format): string {
  const unit = /(Seconds|Milliseconds|Bytes|Percent)(Default|Max|Min)?$/.exec(name)?.[1]
  if (unit === 'Seconds') return format.duration(value)
  if (unit === 'Milliseconds') return format.length(value)
  if (unit === 'Bytes') return format.bytes(value)
  return unit === 'Percent' ? format.share(value / 100) : format.number(value)
}
