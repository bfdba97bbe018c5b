import type { HookShape } from '#protocol/hook-shapes.ts'

/** A product that sends to hooks. */
export type Sender = {
  id: string
  /** The product's own name, the same in every language; missing for any other product. */
  name?: string
  shape: HookShape
  /** The product signs its requests, so its hooks demand that. */
  signed?: true
  /** The template of a new hook. */
  template?: string
}

const UPTIME_KUMA = `{
  "title": "{{ monitor.name }}{% if heartbeat.status == 0 %} is down{% endif %}{% if heartbeat.status == 1 %} is up{% endif %}",
  "body": "{{ msg }}",
  "topic": "{{ monitor.name }}",
  "urgency": "{% if heartbeat.status == 0 %}high{% endif %}"
}`

/** The products from which an operator chooses, in this order. */
export const SENDERS: readonly Sender[] = [
  { id: 'curl', name: 'curl', shape: 'plain' },
  { id: 'ntfy', name: 'ntfy', shape: 'ntfy' },
  { id: 'gotify', name: 'Gotify', shape: 'gotify' },
  { id: 'pushover', name: 'Pushover', shape: 'pushover' },
  { id: 'apprise', name: 'Apprise', shape: 'ntfy' },
  { id: 'alertmanager', name: 'Alertmanager', shape: 'alertmanager' },
  { id: 'grafana', name: 'Grafana', shape: 'grafana' },
  { id: 'uptimeKuma', name: 'Uptime Kuma', shape: 'json', template: UPTIME_KUMA },
  { id: 'homeAssistant', name: 'Home Assistant', shape: 'json' },
  { id: 'jellyseerr', name: 'Jellyseerr', shape: 'json' },
  { id: 'github', name: 'GitHub', shape: 'github', signed: true },
  { id: 'gitea', name: 'Gitea, Forgejo', shape: 'github', signed: true },
  { id: 'cloudevents', name: 'CloudEvents', shape: 'cloudevents' },
  { id: 'webhook', shape: 'json' },
]

/** The senders of a shape, whose settings its hooks may have. */
export function sendersOf(shape: HookShape): readonly Sender[] {
  return SENDERS.filter((sender) => sender.shape === shape)
}
