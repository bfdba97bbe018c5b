import type { NotificationReq } from '#protocol'
import { AoiError } from '../errors.ts'
import { isGranted } from './grants.ts'

/** The scope of an API key: granted applications and, where it is limited further, only these tokens and topics. */
export type KeyScope = {
  grants: readonly string[]
  tokens?: readonly string[] | undefined
  topics?: readonly string[] | undefined
}

/** A notification, or the elements of one. */
export type ScopedNotification = {
  applicationName: string
  clientAppToken: string
  topic?: string | undefined
}

/** True if the key may read and cancel the notification. */
export function isInScope(scope: KeyScope, notification: ScopedNotification): boolean {
  return (
    isGranted(scope.grants, notification.applicationName) &&
    mayUseToken(scope, notification.clientAppToken) &&
    mayUseTopic(scope, notification.topic)
  )
}

export function mayUseToken({ tokens }: KeyScope, clientAppToken: string): boolean {
  return tokens === undefined || tokens.includes(clientAppToken)
}

function mayUseTopic({ topics }: KeyScope, topic: string | undefined): boolean {
  return topics === undefined || (topic !== undefined && topics.includes(topic))
}

/**
 * Refuses a submission with another topic, or to another single token, than the key is limited to. The log decides
 * about each of many tokens. Throws `forbidden`, naming the limit.
 */
export function requireSendable(
  scope: KeyScope,
  { clientAppToken, topic }: Pick<NotificationReq, 'clientAppToken' | 'topic'>,
): void {
  if (!mayUseTopic(scope, topic))
    throw new AoiError(
      'forbidden',
      `topic: the API key is limited to the topics ${scope.topics?.join(', ') ?? ''}`,
      { reason: 'apiKeyTopics' },
    )
  if (clientAppToken !== undefined && !mayUseToken(scope, clientAppToken))
    throw new AoiError(
      'forbidden',
      `clientAppToken: the API key is limited to ${scope.tokens?.length ?? 0} tokens, and this is none of them`,
      { reason: 'apiKeyTokens' },
    )
}
