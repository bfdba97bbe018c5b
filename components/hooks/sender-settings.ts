import type { Sender } from './senders.ts'

/** The address of a hook, as settings need it. */
export type HookPlace = {
  address: string
  /** `address` below `/in/` of the server. */
  url: string
  signingSecret?: string | undefined
}

/** One setting of a product: its label there, or nothing for a command or a file, and the value to paste. */
export type SenderSetting = { field?: string; value: string }

/** `where`: the place in the product, in the words of its own pages. */
export type SenderSettings = { where?: string; settings: readonly SenderSetting[] }

/** Returns the exact settings of a product for a hook. */
export function settingsOf({ id }: Sender, { address, url, signingSecret }: HookPlace): SenderSettings {
  const server = url.slice(0, -`/in/${address}`.length)
  const secret = (field: string) => (signingSecret === undefined ? [] : [{ field, value: signingSecret }])
  switch (id) {
    case 'curl':
      return { settings: [{ value: `curl -d "backup done" ${url}` }] }
    case 'ntfy':
      return {
        settings: [
          { field: 'Server URL', value: server },
          { field: 'Topic', value: address },
        ],
      }
    case 'apprise':
      return { settings: [{ value: `apprise --body "backup done" "${appriseUrl(server, address)}"` }] }
    case 'gotify':
      return {
        settings: [
          { field: 'Server URL', value: server },
          { field: 'Application token', value: address },
        ],
      }
    case 'pushover':
      return {
        settings: [
          { field: 'API URL', value: `${server}/1/messages.json` },
          { field: 'Application token', value: address },
          { field: 'User key', value: 'aoi' },
        ],
      }
    case 'alertmanager':
      return { where: 'alertmanager.yml', settings: [{ value: alertmanagerYaml(url) }] }
    case 'grafana':
      return grafanaSettings({ url, signingSecret })
    case 'uptimeKuma':
      return {
        where: 'Settings → Notifications → Setup Notification',
        settings: [
          { field: 'Notification Type', value: 'Webhook' },
          { field: 'Post URL', value: url },
          { field: 'Request Body', value: 'Preset - application/json' },
        ],
      }
    case 'homeAssistant':
      return { where: 'configuration.yaml', settings: [{ value: homeAssistantYaml(url) }] }
    case 'jellyseerr':
      return {
        where: 'Settings → Notifications → Webhook',
        settings: [{ field: 'Webhook URL', value: url }],
      }
    case 'github':
    case 'gitea':
      return {
        where: 'Settings → Webhooks → Add webhook',
        settings: [
          { field: id === 'github' ? 'Payload URL' : 'Target URL', value: url },
          { field: 'Content type', value: 'application/json' },
          ...secret('Secret'),
        ],
      }
    case 'cloudevents':
      return { settings: [{ field: 'Sink', value: url }] }
    default:
      return { settings: [{ field: 'URL', value: url }] }
  }
}

function grafanaSettings({ url, signingSecret }: Omit<HookPlace, 'address'>): SenderSettings {
  const signature =
    signingSecret === undefined
      ? []
      : [
          { field: 'HMAC signature: Secret', value: signingSecret },
          { field: 'HMAC signature: Header', value: 'X-Grafana-Alerting-Signature' },
        ]
  return {
    where: 'Alerting → Contact points → Create contact point',
    settings: [{ field: 'Integration', value: 'Webhook' }, { field: 'URL', value: url }, ...signature],
  }
}

/** Apprise has a scheme of its own for ntfy, with or without TLS. */
function appriseUrl(server: string, topic: string): string {
  return `${server.replace(/^http/, 'ntfy')}/${topic}`
}

function alertmanagerYaml(url: string): string {
  return `receivers:
  - name: aoi
    webhook_configs:
      - url: ${url}
        send_resolved: true`
}

function homeAssistantYaml(url: string): string {
  return `notify:
  - platform: rest
    name: aoi
    resource: ${url}
    method: POST_JSON
    title_param_name: title`
}
