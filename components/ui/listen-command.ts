import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'

type Input = {
  publicUrl: string
  /** A device needs an enrolment code where the policy is `code`. */
  registration: RegistrationPolicy
  /** As one word of a shell. */
  application: string
  seed: string
}

/** Returns the command by which an AOI Client registers and listens. */
export function listenCommand({ publicUrl, registration, application, seed }: Input): string {
  const code = registration === 'code' ? ' --code CODE' : ''
  return `npx aoi listen --server ${publicUrl}${code} --app ${application} --seed '${seed}'`
}
