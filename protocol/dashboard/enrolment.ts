import { z } from 'zod'
import { type createdEnrolmentCodeSchema, enrolmentCodeElements, enrolmentCodeRowSchema } from '../admin.ts'

export const enrolmentCodeReqSchema = z.strictObject(enrolmentCodeElements)

/** `AOI_REGISTRATION`: which AOI Clients may register. */
export const registrationPolicySchema = z.enum(['open', 'code', 'closed'])

/** The newest codes that admins made. `policy` is `AOI_REGISTRATION`. */
export const enrolmentCodesSchema = z.strictObject({
  policy: registrationPolicySchema,
  codes: z.array(enrolmentCodeRowSchema),
  /** There are older ones. */
  more: z.boolean(),
})

/** `code` is missing where everybody may register. */
export const demoEnrolmentSchema = z.strictObject({ code: z.string().optional() })

export type EnrolmentCodeReq = z.infer<typeof enrolmentCodeReqSchema>
export type RegistrationPolicy = EnrolmentCodes['policy']
export type EnrolmentCodes = z.infer<typeof enrolmentCodesSchema>
export type CreatedEnrolmentCode = z.infer<typeof createdEnrolmentCodeSchema>
export type DemoEnrolment = z.infer<typeof demoEnrolmentSchema>
