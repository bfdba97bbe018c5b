import { LIMITS } from '../../protocol/limits.ts'
import { shownNameSchema } from '../../protocol/text.ts'
import { parseOption } from './parse-option.ts'

/** The argument of commands that run an AOI Client. */
export const NAME_ARGUMENT = {
  name: {
    type: 'string',
    valueHint: 'NAME',
    description:
      'Name of this device, which operators see (default: its host name); used at its registration',
  },
} as const

/** Reads `--name`; fails as usage. */
export function readDeviceName(name: string | undefined): string | undefined {
  return name === undefined
    ? undefined
    : parseOption('--name', { schema: shownNameSchema(LIMITS.deviceTextBytes), value: name })
}
