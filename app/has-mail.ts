import { findServices } from '#server/services.ts'

/** Returns whether the server can send mail to operators. */
export function hasMail(): boolean {
  return findServices()?.operatorMail.isOn === true
}
