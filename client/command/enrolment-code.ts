import { aoiClientRegistrationReqSchema } from '../../protocol/registration.ts'
import { parseOption } from './parse-option.ts'
import type { Terminal } from './terminal.ts'

export const CODE_ARGUMENT = {
  code: {
    type: 'string',
    valueHint: 'CODE',
    description:
      'Enrolment code, if the server requires one; prefer AOI_ENROLMENT_CODE, which `ps` does not show',
  },
} as const

/** The enrolment code that `--code` or the environment gives. Fails as usage when it is too long. */
export function readEnrolmentCode(
  code: string | undefined,
  { env }: Pick<Terminal, 'env'>,
): string | undefined {
  return parseOption(code === undefined ? 'AOI_ENROLMENT_CODE' : '--code', {
    schema: aoiClientRegistrationReqSchema.shape.enrolmentCode,
    value: code ?? env.AOI_ENROLMENT_CODE,
  })
}
