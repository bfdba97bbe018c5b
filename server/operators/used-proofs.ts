import { createHash } from 'node:crypto'
import { createOTP } from '@better-auth/utils/otp'
import type { OperatorMarks } from '#server/core/operators/operators.ts'

/** The same values as better-auth's: codes of six digits for 30 seconds, accepted one step early or late. */
const STEP_MILLISECONDS = 30_000
const STEPS_AROUND = 1

/** Returns the time step of a code of this secret; `undefined` for a wrong code. `now` is Unix ms. */
export async function findTimeStep(input: {
  secret: string
  code: string
  now: number
}): Promise<number | undefined> {
  const present = Math.floor(input.now / STEP_MILLISECONDS)
  const otp = createOTP(input.secret)
  let found: number | undefined
  for (let step = present - STEPS_AROUND; step <= present + STEPS_AROUND; step += 1) {
    if ((await otp.hotp(step)) === input.code) found = step
  }
  return found
}

/** Returns whether the operator's code of that time step is used for the first time, on any node (RFC 6238 5.2). */
export function takeTimeStep(
  marks: Pick<OperatorMarks, 'takeProof'>,
  { operatorId, step }: { operatorId: string; step: number },
): Promise<boolean> {
  const expiresAt = (step + STEPS_AROUND + 1) * STEP_MILLISECONDS
  return marks.takeProof({ proofHash: hash(`time step ${operatorId} ${step}`), expiresAt })
}

/** Returns whether this is the first answer to the challenge of a passkey. */
export function takeChallenge(
  marks: Pick<OperatorMarks, 'takeProof'>,
  { identifier, expiresAt }: { identifier: string; expiresAt: number },
): Promise<boolean> {
  return marks.takeProof({ proofHash: hash(`challenge ${identifier}`), expiresAt })
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
