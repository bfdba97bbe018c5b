/** The kinds of stock senders that a hook can understand. */
export const HOOK_SHAPES = [
  'plain',
  'ntfy',
  'gotify',
  'pushover',
  'alertmanager',
  'grafana',
  'github',
  'cloudevents',
  'json',
] as const
export type HookShape = (typeof HOOK_SHAPES)[number]
