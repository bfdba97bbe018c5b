import {
  BookOpen,
  Braces,
  CalendarClock,
  ClipboardList,
  Compass,
  Gauge,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  PenLine,
  Play,
  Rows4,
  ScrollText,
  Send,
  Settings,
  Siren,
  Ticket,
  Users,
  Webhook,
} from 'lucide-react'
import type { NavigationItem } from './navigation.ts'

const ICONS = {
  overview: Gauge,
  findings: Siren,
  wall: Rows4,
  notifications: Send,
  compose: PenLine,
  scheduled: CalendarClock,
  tokens: Ticket,
  aoiClients: MonitorSmartphone,
  registrations: ClipboardList,
  applications: KeyRound,
  hooks: Webhook,
  webhooks: Braces,
  audit: ScrollText,
  operators: Users,
  settings: Settings,
  start: Compass,
  demo: Play,
  docs: BookOpen,
} as const satisfies Record<NavigationItem['page'], LucideIcon>

/** The sign of a page in the navigation, beside its name. */
export function PageIcon({ page }: { page: NavigationItem['page'] }) {
  const Icon = ICONS[page]
  return <Icon aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
}
