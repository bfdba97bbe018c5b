import type { z } from 'zod'
import { describeInvalid } from '../../protocol/invalid.ts'
import { CommandFailure } from './command-failure.ts'

/** The value of an option as `schema` has it; fails as usage, naming the option and never its value. */
export function parseOption<Schema extends z.ZodType>(
  option: string,
  input: { schema: Schema; value: unknown },
): z.output<Schema> {
  const parsed = input.schema.safeParse(input.value)
  if (parsed.success) return parsed.data
  throw new CommandFailure(
    'usage',
    `${option}: ${describeInvalid(parsed.error).replace(/^the message: /, '')}`,
  )
}

/** A whole number from `min` on; fails as usage. */
export function parseWholeNumber(option: string, input: { value: string; min: number; max: number }): number {
  const number = /^\d{1,15}$/.test(input.value) ? Number(input.value) : Number.NaN
  if (number >= input.min && number <= input.max) return number
  throw new CommandFailure('usage', `${option}: must be a whole number from ${input.min} to ${input.max}`)
}
