import type { AoiError } from '../../../errors.ts'
import type { HookAccepted, Shape, ShapeAnswer } from '../shape.ts'
import { retryHeaders, statusOf } from './status-of.ts'

/** The answers of every shape whose senders read no more than the status: `{code, desc}`. */
export const JSON_ANSWERS: Omit<Shape, 'read'> = {
  accepted({ notificationId, recipients }: HookAccepted): ShapeAnswer {
    return { status: 200, body: { code: '200', desc: 'Accepted', notificationId, recipients } }
  },
  nothing(reason: string): ShapeAnswer {
    return { status: 200, body: { code: '200', desc: reason } }
  },
  refused(error: AoiError): ShapeAnswer {
    const status = statusOf(error)
    return { status, body: { code: String(status), desc: error.message }, ...retryHeaders(error) }
  },
}
